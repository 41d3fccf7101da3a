package doctor

// Kind is what a run suffers from.
type Kind string

// The kinds, in the order in which they are mended: what stands first can be the cause of all that
// follows it.
const (
	BadRange    Kind = "bad data range"
	Divergence  Kind = "divergence"
	Exploding   Kind = "exploding gradients"
	Overfitting Kind = "D overfits"
	Still       Kind = "G does not move"
	Vanishing   Kind = "vanishing gradients"
	Collapse    Kind = "collapse"
	TooStrong   Kind = "D too strong"
	Oscillation Kind = "oscillation"

	Healthy  Kind = "healthy"          // nothing of the above
	TooShort Kind = "too short to say" // there is too little of the run yet
)

// Ills lists the kinds that need mending, first to last.
func Ills() []Kind {
	return []Kind{BadRange, Divergence, Exploding, Overfitting, Still, Vanishing, Collapse, TooStrong, Oscillation}
}
