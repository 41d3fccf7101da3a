package ref

// ConvGroups is the convolution of x [N, spatial…, I] with its channels in that many groups, each of
// which sees itself alone; k is [taps…, I/groups, O], its outputs group after group.
func ConvGroups(x, k Array, groups int, walks []Walk) Array {
	y := Zeros(convDims(x, k, walks)...)
	for j := range groups {
		part := Conv(channelsOf(x, j, groups), channelsOf(k, j, groups), walks)
		wide, all := part.Dims[len(part.Dims)-1], y.Dims[len(y.Dims)-1]
		for i, v := range part.Values {
			y.Values[i/wide*all+j*wide+i%wide] = v
		}
	}
	return y
}

// channelsOf is part j of an even split of the last axis.
func channelsOf(x Array, j, parts int) Array {
	last := len(x.Dims) - 1
	all := x.Dims[last]
	wide := all / parts
	y := Zeros(append(append([]int{}, x.Dims[:last]...), wide)...)
	for i := range y.Values {
		y.Values[i] = x.Values[i/wide*all+j*wide+i%wide]
	}
	return y
}
