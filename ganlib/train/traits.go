package train

import "maps"

// Traited is a Recipe that says of itself what others need to know who know no paper: the doctor,
// charts and scores. Of a recipe that does not they assume nothing, and say less.
type Traited interface {
	Recipe
	Traits() Traits
}

// Traits stand in config.json, so that a run can be judged without the code of its recipe.
type Traits struct {
	// Critic says that D's score is no logit: its loss has no scale, and to be sure of itself is
	// what it is for.
	Critic bool `json:"critic,omitzero"`

	// Guess is the loss of a D that can tell nothing and gives the best score for that; of a critic
	// it means nothing and is 0.
	Guess float64 `json:"guess,omitzero"`

	// Steep says that G's loss is as steep where D is sure as anywhere.
	Steep bool `json:"steep,omitzero"`

	// Unbounded says that the data have no range that G's output would have to reach, as points
	// have none.
	Unbounded bool `json:"unbounded,omitzero"`

	// Levers are the settings of the recipe by what they do, named as in config.json.
	Levers Levers `json:"levers,omitempty"`
}

// Levers are settings by what they do: their names in config.json, with dots.
type Levers map[Lever]string

// Lever is what a setting does, under whatever name.
type Lever string

// The levers that a recipe may have.
const (
	RateD            Lever = "rate of D"
	RateG            Lever = "rate of G"
	MomentumD        Lever = "momentum of D" // β₁
	MomentumG        Lever = "momentum of G"
	EpsilonG         Lever = "ε of G's Adam"
	StepsOfD         Lever = "steps of D" // for one of G
	GradientPenalty  Lever = "gradient penalty"
	R1Penalty        Lever = "R1"
	Clipping         Lever = "clipping"             // of the critic's weights
	SpectralNorm     Lever = "spectral norm"        // true or false
	Dropout          Lever = "dropout"              // of D
	Augmentation     Lever = "augmentation"         // "ada" is a value
	AugmentationPace Lever = "pace of augmentation" // images until an adaptive one has risen to its most
	BatchDeviation   Lever = "minibatch deviation"  // D sees how alike the images of a batch are
	NonSaturating    Lever = "non-saturating loss"  // a whole setting, name=value, of a recipe that has another loss now
)

// WithAdam adds the levers of two players with Adam, whose fields have these names in config.json.
func (t Traits) WithAdam(d, g string) Traits {
	levers := Levers{
		RateD: d + ".learning_rate", MomentumD: d + ".beta1",
		RateG: g + ".learning_rate", MomentumG: g + ".beta1", EpsilonG: g + ".epsilon",
	}
	maps.Copy(levers, t.Levers)
	t.Levers = levers
	return t
}
