package feature

import "fmt"

// Stacked labels the images of stacked MNIST (Metz et al. 2017, arXiv:1611.02163): a digit in each
// channel, which the net of digits reads one by one. pix is uint8 [N, side, side, 3], with side 28,
// or 32 if the digits have a border of 2 pixels, which is cut off. The label of an image is 100·R +
// 10·G + B, 0 to 999.
func (n *Net) Stacked(pix []uint8, side int) ([]int, error) {
	if n.h != digitSide || n.w != digitSide || n.c != 1 {
		return nil, fmt.Errorf("feature: %s looks at %d×%d×%d, and the digits of stacked images have 28×28×1; open feature.Digits",
			n.name, n.h, n.w, n.c)
	}
	if side != digitSide && side != digitSide+4 {
		return nil, fmt.Errorf("feature: stacked images of %d×%[1]d pixels; want 28×28, or 32×32 with a border of 2", side)
	}
	cut, err := Cut(pix, side, side, 3, (side-digitSide)/2)
	if err != nil {
		return nil, err
	}
	digit, err := n.Labels(Planes(cut, digitSide*digitSide, 3))
	if err != nil {
		return nil, err
	}
	labels := make([]int, len(digit)/3)
	for i := range labels {
		labels[i] = 100*digit[3*i] + 10*digit[3*i+1] + digit[3*i+2]
	}
	return labels, nil
}

// Cut takes a border of some pixels off images, uint8 [N, h, w, c].
func Cut(pix []uint8, h, w, c, border int) ([]uint8, error) {
	switch {
	case h < 1 || w < 1 || c < 1 || border < 0 || h <= 2*border || w <= 2*border:
		return nil, fmt.Errorf("feature.Cut: a border of %d leaves nothing of images of %d×%d×%d", border, h, w, c)
	case len(pix)%(h*w*c) != 0:
		return nil, fmt.Errorf("feature.Cut: %d bytes are no whole number of images of %d×%d×%d", len(pix), h, w, c)
	}
	var inside []uint8
	for image := 0; image < len(pix); image += h * w * c {
		for row := border; row < h-border; row++ {
			inside = append(inside, pix[image+(row*w+border)*c:][:(w-2*border)*c]...)
		}
	}
	return inside, nil
}

// Planes makes of each image of h×w×c an image in grey for each channel, one after the other: uint8
// [N·c, h, w, 1]. size is h·w.
func Planes(pix []uint8, size, c int) []uint8 {
	planes := make([]uint8, 0, len(pix))
	for image := 0; image < len(pix); image += size * c {
		for channel := range c {
			for at := channel; at < size*c; at += c {
				planes = append(planes, pix[image+at])
			}
		}
	}
	return planes
}
