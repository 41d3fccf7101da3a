package face

// Face is all that a picture of a face depends on. Amounts run from 0 to 1, or from −1 to 1 with 0
// as the average; left and right are those of the picture. [Attributes] lists the fields with their
// ranges.
type Face struct {
	// The head.
	Skin       float64 // tone, from 0, the lightest, to 1
	Undertone  float64 // −1 rosy … 1 golden
	HeadWidth  float64 // −1 narrow … 1 wide
	HeadLength float64 // −1 short … 1 long
	Jaw        float64 // −1 pointed … 1 square
	Age        float64 // 0 smooth … 1 lined
	Freckles   float64 // 0 none … 1 many
	Blush      float64 // 0 none … 1 rosy cheeks

	// The eyes.
	EyeColor    EyeColor
	EyeSize     float64 // −1 small … 1 large
	EyeSpacing  float64 // −1 close … 1 wide
	EyeSlant    float64 // −1 outer corners down … 1 up
	EyeOpen     float64 // 0 narrowed … 1 wide open
	Gaze        float64 // −1 left … 1 right
	EyeShadow   float64 // make-up, 0 none … 1 strong
	BrowWeight  float64 // −1 thin … 1 bushy
	BrowSlant   float64 // −1 worried … 1 stern
	BrowRaise   float64 // −1 low … 1 high
	NoseWidth   float64 // −1 narrow … 1 broad
	NoseLength  float64 // −1 short … 1 long
	MouthWidth  float64 // −1 narrow … 1 wide
	LipFullness float64 // −1 thin … 1 full
	Smile       float64 // −1 sad … 1 smiling
	MouthOpen   float64 // 0 closed … 1 laughing, with teeth
	Lipstick    float64 // 0 none … 1 strong

	// The hair.
	HairColor  HairColor
	HairForm   HairForm
	HairLength float64 // 0 shaved close … 1 over the shoulders
	HairVolume float64 // −1 flat … 1 full
	Fringe     Fringe
	HairTied   HairTied
	Beard      Beard
	Moustache  Moustache

	// What is worn.
	Glasses    Glasses
	Earrings   Earrings
	Hat        Hat
	Clothes    Clothes
	WornHue    float64 // colour of hat and clothes, around the colour wheel from red at 0 over green to red at 1
	WornBright float64 // 0 dark … 1 pale

	// How it is taken.
	Turn          float64 // −1 to the left … 1 to the right
	Tilt          float64 // −1 to the left shoulder … 1 to the right one
	Nod           float64 // −1 up … 1 down
	Near          float64 // −1 far … 1 near
	Light         float64 // −1 from the left … 1 from the right
	LightHeight   float64 // 0 level … 1 from above
	LightContrast float64 // 0 soft … 1 hard
	LightWarmth   float64 // −1 blue … 1 yellow
	Background    Background
	BackgroundHue float64 // as WornHue
	BackgroundLit float64 // 0 dark … 1 bright

	// Grain chooses what has no name: the place of each freckle, the strands of the hair, lights in
	// the background.
	Grain uint32
}

// The kinds that some fields have. The zero of each is the most common one, often "none".
type (
	// EyeColor is the colour of the iris.
	EyeColor int
	// HairColor is the colour of hair, brows and beard.
	HairColor int
	// HairForm is how the hair falls.
	HairForm int
	// Fringe is how the hair meets the forehead.
	Fringe int
	// HairTied is how long hair is worn.
	HairTied int
	// Beard covers the chin, and more.
	Beard int
	// Moustache covers the upper lip.
	Moustache int
	// Glasses are worn before the eyes.
	Glasses int
	// Earrings hang from both ears.
	Earrings int
	// Hat covers the top of the head.
	Hat int
	// Clothes are what the shoulders wear.
	Clothes int
	// Background is what lies behind the head.
	Background int
)

// Colours of the eyes.
const (
	BrownEyes EyeColor = iota
	DarkEyes
	HazelEyes
	GreenEyes
	BlueEyes
	GreyEyes
)

// Colours of the hair.
const (
	BlackHair HairColor = iota
	BrownHair
	ChestnutHair
	BlondHair
	RedHair
	GreyHair
	WhiteHair
	PinkHair
	BlueHair
)

// Forms of the hair.
const (
	Straight HairForm = iota
	Wavy
	Curly
	Bald
)

// Fringes.
const (
	SweptBack Fringe = iota
	FullFringe
	PartedLeft
	PartedRight
	PartedMiddle
)

// Ways to tie long hair.
const (
	Loose HairTied = iota
	Bun
	Bunches
)

// Beards.
const (
	NoBeard Beard = iota
	Stubble
	Goatee
	FullBeard
)

// Moustaches.
const (
	NoMoustache Moustache = iota
	ThinMoustache
	BushyMoustache
	CurledMoustache
)

// Glasses.
const (
	NoGlasses Glasses = iota
	RoundGlasses
	SquareGlasses
	Sunglasses
)

// Earrings.
const (
	NoEarrings Earrings = iota
	Studs
	Hoops
	Drops
)

// Hats.
const (
	NoHat Hat = iota
	Beanie
	Cap
	SunHat
	Headscarf
	Headband
)

// Clothes.
const (
	RoundNeck Clothes = iota
	VNeck
	Collar
	RollNeck
	Striped
)

// Backgrounds.
const (
	Wall Background = iota
	Halo
	Lights
	Meadow
	Window
)
