package face

// Random draws a face. below(n) must be uniform on 0 … n−1; the face depends on nothing else.
//
// Most attributes are independent of one another. What is not: skin, hair and eyes go together
// loosely, grey hair, bald heads and lines come with age, who has a beard wears little make-up, and
// bunches and buns need long hair.
func Random(below func(n int) int) Face {
	r := random{below}
	var f Face
	f.Grain = uint32(below(1 << 30))
	r.head(&f)
	r.features(&f)
	r.hair(&f)
	r.worn(&f)
	r.scene(&f)
	return f
}

// random makes amounts and choices of uniform integers.
type random struct{ below func(n int) int }

// part is uniform on [0, 1].
func (r random) part() float64 { return float64(r.below(1025)) / 1024 }

// swing lies in [−1, 1], mostly near 0, as the mean of two uniform draws does.
func (r random) swing() float64 { return r.part() - r.part() }

// seldom is 0 but for the given percentage of times, when it is uniform on [low, 1].
func (r random) seldom(percent int, low float64) float64 {
	strength := lerp(low, 1, r.part())
	if r.below(100) >= percent {
		return 0
	}
	return strength
}

// pick returns k with a probability proportional to weights[k].
func (r random) pick(weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	left := r.below(sum)
	for k, w := range weights {
		if left < w {
			return k
		}
		left -= w
	}
	return 0
}

func (r random) head(f *Face) {
	f.Skin = r.part()
	f.Undertone = r.swing()
	f.HeadWidth, f.HeadLength, f.Jaw = r.swing(), r.swing(), r.swing()
	f.Age = sq(r.part())
	f.Freckles = r.seldom(15, 0.3)
	if f.Skin > 0.6 {
		f.Freckles = 0
	}
	f.Blush = sq(r.part())
}

func (r random) features(f *Face) {
	colors := [3][6]int{{2, 1, 2, 3, 5, 2}, {6, 3, 3, 2, 1, 1}, {5, 7, 1, 0, 0, 0}}
	f.EyeColor = EyeColor(r.pick(colors[third(f.Skin)][:]...))
	f.EyeSize, f.EyeSpacing, f.EyeSlant = r.swing(), r.swing(), r.swing()
	f.EyeOpen = 1 - mul(0.75, sq(r.part()))
	f.Gaze = r.swing()
	f.BrowWeight, f.BrowSlant, f.BrowRaise = r.swing(), r.swing(), r.swing()
	f.NoseWidth, f.NoseLength = r.swing(), r.swing()
	f.MouthWidth, f.LipFullness = r.swing(), r.swing()
	f.Smile = bounded(0.25+r.swing(), -1, 1)
	if f.Smile > 0 {
		f.MouthOpen = r.seldom(45, 0.25)
	} else {
		f.MouthOpen = r.seldom(12, 0.1)
	}
}

// third is 0, 1 or 2 for a part of one.
func third(part float64) int {
	switch {
	case part < 0.35:
		return 0
	case part < 0.65:
		return 1
	default:
		return 2
	}
}

func (r random) hair(f *Face) {
	colors := [3][9]int{{3, 6, 5, 7, 4, 0, 0, 1, 1}, {8, 7, 4, 2, 1, 0, 0, 1, 1}, {16, 4, 1, 1, 0, 0, 0, 1, 1}}
	f.HairColor = HairColor(r.pick(colors[third(f.Skin)][:]...))
	if f.Age > 0.35 && r.part() < f.Age+0.1 {
		f.HairColor = GreyHair + HairColor(r.pick(3, 2))
	}
	forms := [3][4]int{{7, 5, 3, 0}, {6, 5, 3, 0}, {3, 3, 8, 0}}
	f.HairForm = HairForm(r.pick(forms[third(f.Skin)][:]...))
	f.HairLength = r.part()
	f.HairVolume = r.swing()
	f.Fringe = Fringe(r.pick(5, 3, 3, 3, 2))

	bearded := r.below(100) < 36
	if !bearded {
		f.Lipstick = r.seldom(50, 0.2)
		f.EyeShadow = r.seldom(30, 0.2)
	} else {
		f.HairLength = sq(f.HairLength)
		f.Beard = Beard(r.pick(3, 3, 2, 4))
		f.Moustache = Moustache(r.pick(2, 2, 3, 1))
	}
	if r.below(100) < 7 || bearded && f.Age > 0.4 && r.below(100) < 25 {
		f.HairForm = Bald
	}
	if f.HairLength > 0.55 && f.HairForm != Bald {
		f.HairTied = HairTied(r.pick(7, 2, 1))
	}
}

func (r random) worn(f *Face) {
	f.Glasses = Glasses(r.pick(70, 11, 11, 6))
	if f.Beard == NoBeard {
		f.Earrings = Earrings(r.pick(64, 13, 13, 10))
	} else {
		f.Earrings = Earrings(r.pick(90, 8, 2, 0))
	}
	hats := []int{76, 6, 5, 4, 4, 5}
	if f.Beard != NoBeard || f.Moustache != NoMoustache {
		hats[Headscarf] = 0
	}
	f.Hat = Hat(r.pick(hats...))
	f.Clothes = Clothes(r.pick(4, 3, 3, 2, 2))
	f.WornHue, f.WornBright = r.part(), r.part()
}

func (r random) scene(f *Face) {
	f.Turn, f.Tilt, f.Nod, f.Near = r.swing(), r.swing(), r.swing(), r.swing()
	f.Light = lerp(-1, 1, r.part())
	f.LightHeight = r.part()
	f.LightContrast = r.part()
	f.LightWarmth = r.swing()
	f.Background = Background(r.pick(5, 4, 3, 3, 2))
	f.BackgroundHue, f.BackgroundLit = r.part(), r.part()
}
