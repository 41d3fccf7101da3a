// Package score measures a generator by the metrics that its images allow: it chooses the network
// that looks at them, takes the features of real images once, and holds those of generated ones
// against them.
//
// Which network looks: digits, alone or stacked, are for the net of digits, which also knows their
// classes; all else is for sight.
//
// Non-goals: the metrics themselves (ganlib/metric) and the path length, which asks G and not its
// images.
package score
