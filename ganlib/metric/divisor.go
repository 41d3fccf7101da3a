package metric

// Divisor says what a sum of squares is divided by to become a variance. Programs disagree, and it
// moves a score.
type Divisor string

const (
	Sample     Divisor = "N−1" // right on average for the distribution that the N values were drawn from
	Population Divisor = "N"   // of these N values, and of no others
)

// of is the divisor for n values; one value has no deviation, whatever it is divided by.
func (d Divisor) of(n int) float64 {
	if d == Sample {
		return float64(max(1, n-1))
	}
	return float64(n)
}
