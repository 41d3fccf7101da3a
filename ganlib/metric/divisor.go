package metric

// Divisor says what a sum of squares is divided by to become a variance. Programs disagree, and it moves a score.
type Divisor string

const (
	Sample     Divisor = "N−1" // right on average for the distribution that the N values were drawn from
	Population Divisor = "N"   // of these N values, and of no others
)
