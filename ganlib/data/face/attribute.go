package face

import "slices"

// Attribute is a field of [Face] as data: a lesson can list, read and change all of them alike.
type Attribute struct {
	Name  string   // "smile", "hair colour"
	Kinds []string // names of the values 0, 1, …, for a field that has kinds; nil for an amount
	Low   float64  // the least value
	High  float64  // the greatest value; for kinds, len(Kinds) − 1

	get func(*Face) float64
	set func(*Face, float64)
}

// Of is the value of the attribute in f: an amount, or the number of a kind.
func (a Attribute) Of(f Face) float64 { return a.get(&f) }

// With returns f with this attribute changed to the nearest value that it can have.
func (a Attribute) With(f Face, value float64) Face {
	a.set(&f, bounded(value, a.Low, a.High))
	return f
}

// inRange is f with every field brought into its range.
func (f Face) inRange() Face {
	for _, a := range attributes {
		a.set(&f, bounded(a.get(&f), a.Low, a.High))
	}
	return f
}

// Attributes returns every field of [Face] but Grain, in order.
func Attributes() []Attribute { return slices.Clone(attributes) }

// Named returns the attribute of that name, and false if there is none.
func Named(name string) (Attribute, bool) {
	i := slices.IndexFunc(attributes, func(a Attribute) bool { return a.Name == name })
	if i < 0 {
		return Attribute{}, false
	}
	return attributes[i], true
}

// amount describes a field that varies continuously.
func amount(name string, low, high float64, field func(*Face) *float64) Attribute {
	return Attribute{
		Name: name, Low: low, High: high,
		get: func(f *Face) float64 { return *field(f) },
		set: func(f *Face, v float64) { *field(f) = v },
	}
}

// kind describes a field that has one of the named values.
func kind[K ~int](name string, field func(*Face) *K, kinds ...string) Attribute {
	return Attribute{
		Name: name, Kinds: kinds, High: float64(len(kinds) - 1),
		get: func(f *Face) float64 { return float64(*field(f)) },
		set: func(f *Face, v float64) { *field(f) = K(v + 0.5) },
	}
}

var attributes = []Attribute{
	amount("skin", 0, 1, func(f *Face) *float64 { return &f.Skin }),
	amount("undertone", -1, 1, func(f *Face) *float64 { return &f.Undertone }),
	amount("head width", -1, 1, func(f *Face) *float64 { return &f.HeadWidth }),
	amount("head length", -1, 1, func(f *Face) *float64 { return &f.HeadLength }),
	amount("jaw", -1, 1, func(f *Face) *float64 { return &f.Jaw }),
	amount("age", 0, 1, func(f *Face) *float64 { return &f.Age }),
	amount("freckles", 0, 1, func(f *Face) *float64 { return &f.Freckles }),
	amount("blush", 0, 1, func(f *Face) *float64 { return &f.Blush }),

	kind("eye colour", func(f *Face) *EyeColor { return &f.EyeColor }, "brown", "dark", "hazel", "green", "blue", "grey"),
	amount("eye size", -1, 1, func(f *Face) *float64 { return &f.EyeSize }),
	amount("eye spacing", -1, 1, func(f *Face) *float64 { return &f.EyeSpacing }),
	amount("eye slant", -1, 1, func(f *Face) *float64 { return &f.EyeSlant }),
	amount("eye open", 0, 1, func(f *Face) *float64 { return &f.EyeOpen }),
	amount("gaze", -1, 1, func(f *Face) *float64 { return &f.Gaze }),
	amount("eye shadow", 0, 1, func(f *Face) *float64 { return &f.EyeShadow }),
	amount("brow weight", -1, 1, func(f *Face) *float64 { return &f.BrowWeight }),
	amount("brow slant", -1, 1, func(f *Face) *float64 { return &f.BrowSlant }),
	amount("brow raise", -1, 1, func(f *Face) *float64 { return &f.BrowRaise }),
	amount("nose width", -1, 1, func(f *Face) *float64 { return &f.NoseWidth }),
	amount("nose length", -1, 1, func(f *Face) *float64 { return &f.NoseLength }),
	amount("mouth width", -1, 1, func(f *Face) *float64 { return &f.MouthWidth }),
	amount("lip fullness", -1, 1, func(f *Face) *float64 { return &f.LipFullness }),
	amount("smile", -1, 1, func(f *Face) *float64 { return &f.Smile }),
	amount("mouth open", 0, 1, func(f *Face) *float64 { return &f.MouthOpen }),
	amount("lipstick", 0, 1, func(f *Face) *float64 { return &f.Lipstick }),

	kind("hair colour", func(f *Face) *HairColor { return &f.HairColor },
		"black", "brown", "chestnut", "blond", "red", "grey", "white", "pink", "blue"),
	kind("hair form", func(f *Face) *HairForm { return &f.HairForm }, "straight", "wavy", "curly", "bald"),
	amount("hair length", 0, 1, func(f *Face) *float64 { return &f.HairLength }),
	amount("hair volume", -1, 1, func(f *Face) *float64 { return &f.HairVolume }),
	kind("fringe", func(f *Face) *Fringe { return &f.Fringe },
		"swept back", "full", "parted left", "parted right", "parted in the middle"),
	kind("hair tied", func(f *Face) *HairTied { return &f.HairTied }, "loose", "bun", "bunches"),
	kind("beard", func(f *Face) *Beard { return &f.Beard }, "none", "stubble", "goatee", "full"),
	kind("moustache", func(f *Face) *Moustache { return &f.Moustache }, "none", "thin", "bushy", "curled"),

	kind("glasses", func(f *Face) *Glasses { return &f.Glasses }, "none", "round", "square", "sunglasses"),
	kind("earrings", func(f *Face) *Earrings { return &f.Earrings }, "none", "studs", "hoops", "drops"),
	kind("hat", func(f *Face) *Hat { return &f.Hat }, "none", "beanie", "cap", "sun hat", "headscarf", "headband"),
	kind("clothes", func(f *Face) *Clothes { return &f.Clothes }, "round neck", "V-neck", "collar", "roll neck", "striped"),
	amount("worn hue", 0, 1, func(f *Face) *float64 { return &f.WornHue }),
	amount("worn bright", 0, 1, func(f *Face) *float64 { return &f.WornBright }),

	amount("turn", -1, 1, func(f *Face) *float64 { return &f.Turn }),
	amount("tilt", -1, 1, func(f *Face) *float64 { return &f.Tilt }),
	amount("nod", -1, 1, func(f *Face) *float64 { return &f.Nod }),
	amount("near", -1, 1, func(f *Face) *float64 { return &f.Near }),
	amount("light", -1, 1, func(f *Face) *float64 { return &f.Light }),
	amount("light height", 0, 1, func(f *Face) *float64 { return &f.LightHeight }),
	amount("light contrast", 0, 1, func(f *Face) *float64 { return &f.LightContrast }),
	amount("light warmth", -1, 1, func(f *Face) *float64 { return &f.LightWarmth }),
	kind("background", func(f *Face) *Background { return &f.Background }, "wall", "halo", "lights", "meadow", "window"),
	amount("background hue", 0, 1, func(f *Face) *float64 { return &f.BackgroundHue }),
	amount("background lit", 0, 1, func(f *Face) *float64 { return &f.BackgroundLit }),
}
