package metric

var Slerp = slerp
