package show

import (
	"gophergan/ganlib/pic"
	"gophergan/ganlib/train"
)

// charts are the curves of a run: the losses in one frame, what D says about images in the next,
// the lengths of the gradients in a third, and everything else in a fourth.
func (s *state) charts() []pic.Chart {
	var losses, beliefs, gradients, others []pic.Line
	for _, m := range s.measures() {
		switch line := s.line(m); m.Role {
		case train.LossD, train.LossG:
			losses = append(losses, line)
		case train.AccuracyD, train.DReal, train.DFake:
			beliefs = append(beliefs, line)
		case train.GradientD, train.GradientG:
			gradients = append(gradients, line)
		default:
			others = append(others, line)
		}
	}
	var all []pic.Chart
	add := func(title string, height int, lines []pic.Line) *pic.Chart {
		c := pic.NewChart(title, "step", lines...)
		c.Width, c.Height = 560, height
		c.CutPeaks, c.LastValue = true, true
		all = append(all, c)
		return &all[len(all)-1]
	}
	if len(losses) > 0 {
		add("Loss", 230, losses).Levels = s.levels
	}
	if len(beliefs) > 0 {
		c := add("What D says", 180, beliefs)
		if areShares(beliefs) {
			c.Range = &pic.Range{Min: 0, Max: 1}
			c.Levels = []pic.Level{{Name: "0.5", Y: 0.5}}
		}
	}
	if len(gradients) > 0 {
		add("Length of the gradients", 180, gradients)
	}
	if len(others) > 0 {
		add("Also measured", 180, others)
	}
	return all
}

// line is the curve of one quantity, in the colour that it has everywhere in the course.
func (s *state) line(m train.Scalar) pic.Line {
	steps, values := s.history.Series(m.Name)
	l := pic.Line{Name: m.Name, X: steps, Y: values, Smooth: len(steps) / 80}
	switch m.Role {
	case train.LossD, train.DReal, train.GradientD:
		l.Color = pic.Blue
	case train.LossG, train.DFake, train.GradientG:
		l.Color = pic.Vermilion
	}
	return l
}

// areShares reports whether all values lie between 0 and 1, as probabilities do and the scores of a
// critic do not.
func areShares(lines []pic.Line) bool {
	for _, l := range lines {
		for _, v := range l.Y {
			if v < 0 || v > 1 {
				return false
			}
		}
	}
	return true
}
