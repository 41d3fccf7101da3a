package data

import "fmt"

// Without is the images of a batch that carry none of some labels, in their order: what a generator
// shows that has lost these classes.
func (b Batch) Without(labels ...int32) Batch {
	lost := map[int32]bool{}
	for _, k := range labels {
		lost[k] = true
	}
	var stay []int
	for i, k := range b.Labels {
		if !lost[k] {
			stay = append(stay, i)
		}
	}
	return b.at(stay)
}

// WithLabels is an image for each of the labels, in their order: the first of the batch that
// carries it and was not taken before. So image i of two batches is of the same class, or of
// another one, as the caller wants.
func (b Batch) WithLabels(labels []int32) (Batch, error) {
	of := map[int32][]int{}
	for i, k := range b.Labels {
		of[k] = append(of[k], i)
	}
	chosen := make([]int, len(labels))
	for i, k := range labels {
		if len(of[k]) == 0 {
			return Batch{}, fmt.Errorf("data: of %d images too few carry the label %d: image %d finds none left; take a larger batch",
				b.N, k, i)
		}
		chosen[i], of[k] = of[k][0], of[k][1:]
	}
	return b.at(chosen), nil
}

// at is the images with these numbers.
func (b Batch) at(numbers []int) Batch {
	size := b.H * b.W * b.C
	chosen := Batch{Pix: make([]uint8, 0, len(numbers)*size), Labels: make([]int32, len(numbers)), N: len(numbers), H: b.H, W: b.W, C: b.C}
	for i, k := range numbers {
		chosen.Pix, chosen.Labels[i] = append(chosen.Pix, b.Pix[k*size:(k+1)*size]...), b.Labels[k]
	}
	return chosen
}
