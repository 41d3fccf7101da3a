package plane

// LossG builds G's loss, for the test of its gradient.
var LossG = Plane.lossG
