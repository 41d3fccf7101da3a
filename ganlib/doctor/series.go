package doctor

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"gophergan/ganlib/train"
)

// series is one quantity of a run over its steps.
type series struct {
	name  string
	steps []float64
	value []float64
}

// of takes what probes saw from a history; it may be empty.
func of(h train.History, name string) series {
	steps, values := h.Series(name)
	return series{name, steps, values}
}

// ofRole takes what steps measured from a history; it may be empty.
func ofRole(h train.History, role train.Role) series {
	name, steps, values := h.Role(role)
	if name == "" {
		name = string(role)
	}
	return series{name, steps, values}
}

func (s series) empty() bool { return len(s.value) == 0 }

// part is what of s lies between two shares of the steps up to end, such as 2/3 and 1.
func (s series) part(from, to, end float64) series {
	out := series{name: s.name}
	for i, step := range s.steps {
		if step > from*end && step <= to*end {
			out.steps, out.value = append(out.steps, step), append(out.value, s.value[i])
		}
	}
	return out
}

// median of the values; NaN if there are none.
func (s series) median() float64 { return s.quantile(0.5) }

// quantile is the value that a share q of all is below.
func (s series) quantile(q float64) float64 {
	if s.empty() {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(s.value))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// moments are the mean and the standard deviation.
func (s series) moments() (mean, deviation float64) {
	if s.empty() {
		return 0, 0
	}
	return stat.PopMeanStdDev(s.value, nil)
}

// smoothness is the correlation of each value with the next: 1 for long waves, 0 for noise.
func (s series) smoothness() float64 {
	mean, deviation := s.moments()
	sum := 0.0
	for i := range len(s.value) - 1 {
		sum += (s.value[i] - mean) * (s.value[i+1] - mean)
	}
	return sum / max(float64(len(s.value))*deviation*deviation, 1e-300)
}

// swings counts how often the values go from one side of their mean to the other, beyond half a
// deviation on both.
func (s series) swings() int {
	mean, deviation := s.moments()
	n, side := 0, 0
	for _, v := range s.value {
		now := 0
		switch {
		case v > mean+deviation/2:
			now = 1
		case v < mean-deviation/2:
			now = -1
		}
		if now != 0 && now != side {
			n, side = n+1, now
		}
	}
	return max(0, n-1)
}

// since is the first step that the condition holds at, and at four of five of all that follow;
// otherwise the given one.
func (s series) since(otherwise float64, holds func(v float64) bool) int {
	step, good := int(otherwise), 0
	for i := len(s.value) - 1; i >= 0; i-- {
		if !holds(s.value[i]) {
			continue
		}
		if good++; 5*good >= 4*(len(s.value)-i) {
			step = int(s.steps[i])
		}
	}
	return step
}

// combine makes a series of two that were measured at the same steps.
func combine(name string, a, b series, f func(a, b float64) float64) series {
	out := series{name: name}
	at := map[float64]float64{}
	for i, step := range b.steps {
		at[step] = b.value[i]
	}
	for i, step := range a.steps {
		if v, ok := at[step]; ok {
			out.steps, out.value = append(out.steps, step), append(out.value, f(a.value[i], v))
		}
	}
	return out
}

// apply changes every value.
func (s series) apply(name string, f func(v float64) float64) series {
	out := series{name: name, steps: s.steps}
	for _, v := range s.value {
		out.value = append(out.value, f(v))
	}
	return out
}
