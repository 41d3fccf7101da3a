package doctor_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"gophergan/ganlib/doctor"
	"gophergan/ganlib/train"
)

// curve is a quantity over a run, from 0 at its first step to 1 at its last.
type curve func(t float64) float64

func level(v float64) curve { return func(float64) float64 { return v } }

// to is a at first and b from the middle on.
func to(a, b float64) curve {
	return func(t float64) float64 {
		if t < 0.5 {
			return a
		}
		return b
	}
}

// wave goes up and down about 1.
func wave(times, height float64) curve {
	return func(t float64) float64 { return 1 + height*math.Cos(2*math.Pi*times*t) }
}

// healthy is a made-up run of a classic GAN in which nothing is wrong.
func healthy() map[string]curve {
	return map[string]curve{
		"loss D": level(1.3), "loss G": level(0.8), "accuracy D": level(0.6), "gradient D": level(2), "gradient G": level(1),
		train.DataMin: level(-1), train.DataMax: level(1), train.Spread: level(0.9), train.Movement: level(0.3),
		train.ScoreReal: level(0.3), train.ScoreHeldOut: level(0.25), train.ScoreGenerated: level(-0.2),
	}
}

// history has 100 records of 10 steps, and a probe with every second.
func history(of map[string]curve) train.History {
	var h train.History
	for i := range 100 {
		r := train.Record{Step: 10 * (i + 1)}
		for name, f := range of {
			s := train.Scalar{Name: name, Role: train.Role(name), Value: f(float64(i) / 99)}
			switch {
			case math.IsNaN(s.Value):
			case name == "loss D" || name == "loss G" || name == "accuracy D" || strings.HasPrefix(name, "gradient") ||
				strings.HasPrefix(name, "Wasser"):
				r.Values = append(r.Values, s)
			case i%2 == 1:
				r.Probe = append(r.Probe, s)
			}
		}
		h = append(h, r)
	}
	return h
}

// gan is a recipe with the classic loss, and of all levers those for which it has the fields.
func gan(paper string) train.RunInfo {
	traits := train.Traits{Guess: 2 * math.Ln2, Levers: train.Levers{
		train.StepsOfD: "k", train.Dropout: "dropout", train.R1Penalty: "r1", train.GradientPenalty: "lambda", train.Clipping: "clip",
		train.BatchDeviation: "group",
	}}.WithAdam("adam_d", "adam_g")
	if strings.Contains(paper, "augment") {
		traits.Levers[train.Augmentation], traits.Levers[train.AugmentationPace] = "augment", "ada.images"
	}
	if strings.Contains(paper, "rmsprop_d") {
		traits.Levers[train.RateD] = "rmsprop_d.learning_rate"
	}
	if strings.Contains(paper, `"saturating":true`) {
		traits.Levers[train.NonSaturating] = "saturating=false"
	}
	return train.RunInfo{Recipe: "gan", Data: "made up", Paper: json.RawMessage(paper), Traits: &traits}
}

// with is a recipe that says this of itself.
func with(traits train.Traits) train.RunInfo { return train.RunInfo{Recipe: "new", Traits: &traits} }

// hinge and squares are recipes with other losses.
var (
	hinge   = with(train.Traits{Guess: 2, Steep: true})
	squares = with(train.Traits{Guess: 0.25})
)

const classic = `{"k":1,"dropout":0,"saturating":false,"adam_d":{"learning_rate":0.0006,"beta1":0.5},"adam_g":{"learning_rate":0.0002,"beta1":0.5,"epsilon":1e-8}}`

// Each rule on both sides of its limit, with all else healthy.
func TestRules(t *testing.T) {
	l := doctor.Default()
	const ε = 1e-3
	type change map[string]curve
	for _, test := range []struct {
		what   string
		info   train.RunInfo
		change change
		want   doctor.Kind
	}{
		{"nothing", gan(classic), nil, doctor.Healthy},

		{"just within", gan(classic), change{train.DataMax: level(l.Outside - ε)}, doctor.Healthy},
		{"above", gan(classic), change{train.DataMax: level(l.Outside + ε)}, doctor.BadRange},
		{"below", gan(classic), change{train.DataMin: level(-l.Outside - ε)}, doctor.BadRange},
		{"half the range", gan(classic), change{train.DataMin: level(0)}, doctor.BadRange},
		{"wide enough", gan(classic), change{train.DataMin: level(1 - l.Narrow - ε)}, doctor.Healthy},
		{"points have no range", with(train.Traits{Guess: 2 * math.Ln2, Unbounded: true}), change{train.DataMax: level(2)},
			doctor.Healthy},
		{"of a recipe that says nothing of itself nobody knows", train.RunInfo{Recipe: "gan"}, change{train.DataMax: level(2)},
			doctor.Healthy},
		{"nor what its loss should be", train.RunInfo{Recipe: "gan"}, change{"loss D": level(1e6), "accuracy D": level(1)},
			doctor.Healthy},
		{"but how far its images lie apart", train.RunInfo{Recipe: "gan"}, change{train.Movement: level(0)}, doctor.Still},

		{"D far worse than guessing", gan(classic), change{"loss D": to(1, l.LossBlowUp*2*math.Ln2+ε)}, doctor.Divergence},
		{"not so far", gan(classic), change{"loss D": to(1, l.LossBlowUp*2*math.Ln2-ε)}, doctor.Healthy},
		{"hinge guesses at 2", hinge, change{"loss D": to(1, l.LossBlowUp*2-ε)}, doctor.Healthy},
		{"least squares at (B − A)²/4", squares, change{"loss D": to(1, l.LossBlowUp/4+ε)}, doctor.Divergence},
		{"G's loss gone", gan(classic), change{"loss G": to(1, 10*l.LossBlowUp*2*math.Ln2+ε)}, doctor.Divergence},
		{"G's loss high", gan(classic), change{"loss G": to(1, 10*l.LossBlowUp*2*math.Ln2-ε)}, doctor.Healthy},
		{"a critic's loss is no loss", gan(classic), change{"loss D": to(-1, -9000), "Wasserstein estimate": level(1)}, doctor.Healthy},
		{"but ends somewhere", gan(classic), change{"loss D": to(-1, -l.CriticBlowUp-1), "Wasserstein estimate": level(1)},
			doctor.Divergence},
		{"a critic that measures no distance", with(train.Traits{Critic: true}), change{"loss D": to(-1, -l.CriticBlowUp-1)},
			doctor.Divergence},

		{"gradients of D", gan(classic), change{"gradient D": to(2, l.Gradient+ε)}, doctor.Exploding},
		{"gradients of G", gan(classic), change{"gradient G": to(1, l.Gradient+ε)}, doctor.Exploding},
		{"not so large", gan(classic), change{"gradient G": to(1, l.Gradient-ε)}, doctor.Healthy},
		{"large and level", gan(classic), change{"gradient G": level(l.Gradient + ε)}, doctor.Healthy},
		{"large and climbing", gan(classic), change{"gradient G": to(80, l.GradientGrowth*80+ε)}, doctor.Exploding},
		{"climbing less", gan(classic), change{"gradient G": to(80, l.GradientGrowth*80-ε)}, doctor.Healthy},
		{"level, but lost", gan(classic), change{"gradient D": level(l.GradientLost + 1)}, doctor.Exploding},

		{"by heart", gan(classic), change{train.ScoreReal: to(0.3, 3), train.ScoreHeldOut: to(0.25, 3-l.ScoreGap-ε),
			train.ScoreGenerated: to(-0.2, 1)}, doctor.Overfitting},
		{"a small gap", gan(classic), change{train.ScoreReal: to(0.3, 3), train.ScoreHeldOut: to(0.25, 3-l.ScoreGap+ε),
			train.ScoreGenerated: to(-0.2, 1)}, doctor.Healthy},
		{"a larger one to generated images", gan(classic), change{train.ScoreReal: to(0.3, 3), train.ScoreHeldOut: to(0.25, 1.9),
			train.ScoreGenerated: to(-0.2, 3-1.1/l.Memory-ε)}, doctor.Healthy},
		{"a critic's scores have no unit", gan(classic), change{"Wasserstein estimate": level(1), train.ScoreReal: level(0.03),
			train.ScoreHeldOut: level(0.01), train.ScoreGenerated: level(0)}, doctor.Overfitting},
		{"and may cross", gan(classic), change{"Wasserstein estimate": level(1), train.ScoreReal: level(1),
			train.ScoreHeldOut: level(0.4), train.ScoreGenerated: func(t float64) float64 {
				if int(t*49)%10 < 5 {
					return -9
				}
				return 0
			}}, doctor.Healthy},

		{"G stands still", gan(classic), change{train.Movement: level(l.Still * 0.9)}, doctor.Still},
		{"G creeps", gan(classic), change{train.Movement: level(l.Still * 1.1)}, doctor.Healthy},
		{"G comes to rest", gan(classic), change{train.Movement: func(t float64) float64 {
			return 0.5 * max(0, 0.8-t)
		}}, doctor.Healthy},
		{"still, since nothing reaches it", gan(classic), change{train.Movement: level(0), "gradient G": to(1, l.GradientFade*0.9)},
			doctor.Vanishing},

		{"gradient gone", gan(classic), change{"gradient G": to(1, l.GradientFade*0.9)}, doctor.Vanishing},
		{"gradient fallen from far above", gan(classic),
			change{"gradient G": to(4*l.GradientTrace/l.GradientFade, l.GradientTrace*1.1)}, doctor.Healthy},
		{"and to a trace", gan(classic), change{"gradient G": to(4*l.GradientTrace/l.GradientFade, l.GradientTrace*0.9)},
			doctor.Vanishing},
		{"gradient small", gan(classic), change{"gradient G": to(1, l.GradientFade*1.1)}, doctor.Healthy},

		{"D always right", gan(classic), change{"accuracy D": to(0.6, l.Accuracy+ε), "loss D": to(1.3, 0.1)}, doctor.TooStrong},
		{"D often right", gan(classic), change{"accuracy D": to(0.6, l.Accuracy-ε), "loss D": to(1.3, 0.1)}, doctor.Healthy},
		{"D right but unsure", gan(classic), change{"accuracy D": to(0.6, 1), "loss D": to(1.3, l.Win*2*math.Ln2+ε)}, doctor.Healthy},
		{"without an accuracy the loss tells", squares, change{"accuracy D": level(math.NaN()), "loss D": to(0.2, l.Win/4-ε)},
			doctor.TooStrong},
		{"and it has a scale", squares, change{"accuracy D": level(math.NaN()), "loss D": to(0.2, l.Win/4+ε)}, doctor.Healthy},
		{"a strong critic is a good one", gan(classic), change{"accuracy D": level(1), "loss D": level(-3),
			"Wasserstein estimate": level(3)}, doctor.Healthy},
		{"with the hinge loss it does no harm", hinge, change{"accuracy D": level(1), "loss D": level(0.01)}, doctor.Healthy},
		{"at first only", gan(classic), change{"accuracy D": to(1, 0.7), "loss D": to(0.01, 1)}, doctor.Healthy},

		{"all alike", gan(classic), change{train.Spread: to(0.95, l.Spread-ε), train.ImagesDeviation: level(0.6),
			train.DataDeviation: level(0.6)}, doctor.Collapse},
		{"somewhat alike", gan(classic), change{train.Spread: to(0.95, l.Spread+ε), train.ImagesDeviation: level(0.6),
			train.DataDeviation: level(0.6)}, doctor.Healthy},
		{"a young one is grey", gan(classic), change{train.Spread: to(0.1, 0.3), train.Movement: level(0.1)}, doctor.Healthy},
		{"fallen from little", gan(classic), change{train.Spread: to(0.4, 0.4*l.Fall-ε), train.Movement: level(0.1)}, doctor.Collapse},
		{"hardly fallen", gan(classic), change{train.Spread: to(0.4, 0.4*l.Fall+ε), train.Movement: level(0.1)}, doctor.Healthy},

		{"grey", gan(classic), change{train.Spread: level(0.3), train.Movement: level(0.1),
			train.ImagesDeviation: level(l.Contrast*0.5 - ε), train.DataDeviation: level(0.5)}, doctor.Healthy},
		{"alike and not grey", gan(classic), change{train.Spread: level(0.3), train.Movement: level(0.1),
			train.ImagesDeviation: level(l.Contrast*0.5 + ε), train.DataDeviation: level(0.5)}, doctor.Collapse},

		{"high waves", gan(classic), change{"loss G": wave(6, l.Height*math.Sqrt2+0.02)}, doctor.Oscillation},
		{"about a negative mean", gan(classic), change{"loss G": func(t float64) float64 {
			return -wave(6, l.Height*math.Sqrt2+0.02)(t)
		}}, doctor.Oscillation},
		{"low waves", gan(classic), change{"loss G": wave(6, l.Height*math.Sqrt2-0.02)}, doctor.Healthy},
		{"low about a negative mean", gan(classic), change{"loss G": func(t float64) float64 {
			return -wave(6, l.Height*math.Sqrt2-0.02)(t)
		}}, doctor.Healthy},
		{"few waves", gan(classic), change{"loss G": wave(2.2, 0.6)}, doctor.Healthy},
		{"noise", gan(classic), change{"loss G": wave(49.5, 0.6)}, doctor.Healthy},
		{"all alike and round and round", gan(classic), change{"loss G": wave(6, 0.6), train.Spread: to(0.95, 0.1)},
			doctor.Oscillation},

		{"all move together", gan(classic), change{train.Movement: level(0.9*l.Swing + ε)}, doctor.Oscillation},
		{"each by itself", gan(classic), change{train.Movement: level(0.9*l.Swing - ε)}, doctor.Healthy},
		{"a shiver", gan(classic), change{train.Spread: level(0.3), train.Movement: level(l.Leap - ε)}, doctor.Healthy},
		{"at first only", gan(classic), change{train.Movement: to(3, 0.3)}, doctor.Healthy},
	} {
		run := healthy()
		for name, f := range test.change {
			run[name] = f
		}
		r := doctor.Examine(history(run), test.info)
		if r.Verdict != test.want {
			t.Errorf("%s: %s, want %s", test.what, r.Verdict, test.want)
			continue
		}
		if test.want == doctor.Healthy {
			if len(r.Findings) > 0 || r.Line() != "" {
				t.Errorf("%s: healthy, but there are findings: %v", test.what, r.Findings)
			}
			continue
		}
		f := r.Findings[0]
		if len(f.Evidence) == 0 || f.Words == "" || f.Evidence[0].Says == "" || len(f.Evidence[0].Steps) != len(f.Evidence[0].Values) {
			t.Errorf("%s: a finding without words or curves: %+v", test.what, f)
		}
		for _, e := range f.Evidence {
			if _, err := e.Chart(f.Kind).SVG(); err != nil {
				t.Errorf("%s: %v", test.what, err)
			}
		}
		if !strings.Contains(r.Line(), string(test.want)) {
			t.Errorf("%s: the line %q does not name it", test.what, r.Line())
		}
	}
}

// A sign is dated by when it began, not by when it was certain.
func TestSince(t *testing.T) {
	run := healthy()
	run["accuracy D"], run["loss D"] = to(0.6, 1), to(1.3, 0.01)
	noisy := run["loss D"]
	run["loss D"] = func(t float64) float64 { // one record in 20 looks better, and the first ones were low as well
		if t < 0.05 {
			return 0.01
		}
		if t > 0.5 && int(t*99)%20 == 3 {
			return 1
		}
		return noisy(t)
	}
	r := doctor.Examine(history(run), gan(classic))
	if f := r.Findings[0]; f.Kind != doctor.TooStrong || f.Since < 490 || f.Since > 520 {
		t.Errorf("%s since step %d, want D too strong since about step 510", f.Kind, f.Since)
	}
}

func TestTheEndInNaN(t *testing.T) {
	h := history(healthy())[:5] // too short for anything else
	h = append(h, train.Record{Step: 57, Ended: "loss D became NaN"})
	r := doctor.Examine(h, gan(classic))
	if r.Verdict != doctor.Divergence || r.Findings[0].Since != 57 || !strings.Contains(r.Findings[0].Evidence[0].Says,
		"loss D became NaN at step 57") {
		t.Errorf("%+v", r)
	}
	if _, err := r.JSON(); err != nil {
		t.Errorf("JSON: %v", err)
	}
	for _, h := range []train.History{h, h[5:]} { // the second ended before anything was measured
		f := doctor.Examine(h, gan(classic)).Findings[0]
		if _, err := f.Evidence[0].Chart(f.Kind).SVG(); err != nil {
			t.Errorf("chart: %v", err)
		}
	}
}

// The first steps look like many an ill.
func TestTooShortToSay(t *testing.T) {
	sick := healthy()
	sick["accuracy D"], sick["loss D"], sick[train.Spread], sick[train.Movement] = level(1), level(0), level(0.1), level(0)
	l := doctor.Default()
	h := history(sick)
	for _, n := range []int{0, 1, l.Records - 1} {
		if r := doctor.Examine(h[:n], gan(classic)); r.Verdict != doctor.TooShort || len(r.Findings) > 0 {
			t.Errorf("after %d records: %s", n, r.Verdict)
		}
	}
	if r := doctor.Examine(h[:l.Records], gan(classic)); r.Verdict != doctor.Still {
		t.Errorf("after %d records and %d probes: %s", l.Records, l.Records/2, r.Verdict)
	}
	few := history(sick)
	for i := range few {
		if i >= 2*(l.Probes-1) {
			few[i].Probe = nil
		}
	}
	if r := doctor.Examine(few, gan(classic)); r.Verdict != doctor.TooShort {
		t.Errorf("with %d probes: %s", l.Probes-1, r.Verdict)
	}
	swing := healthy()
	swing[train.Movement], swing[train.Spread] = level(5), func(t float64) float64 { return 0.4 - t }
	if r := doctor.Examine(history(swing)[:2*l.Patience-2], gan(classic)); r.Verdict != doctor.Healthy {
		t.Errorf("after %d probes all that moves is a swing or a collapse: %s", l.Patience-1, r.Verdict)
	}
}

// Histories of runs without probes are read for what they have, and the report says what it could
// not see.
func TestOldHistories(t *testing.T) {
	run := healthy()
	h := history(run)
	run["accuracy D"], run["loss D"] = level(1), level(0.01)
	strong := history(run)
	for i := range h {
		h[i].Probe, strong[i].Probe = nil, nil
	}
	if r := doctor.Examine(h, gan(classic)); r.Verdict != doctor.Healthy || !strings.Contains(r.Blind, "no probes") {
		t.Errorf("%s, blind: %q", r.Verdict, r.Blind)
	}
	if r := doctor.Examine(strong, gan(classic)); r.Verdict != doctor.TooStrong {
		t.Errorf("%s, want D too strong", r.Verdict)
	}
	if r := doctor.Examine(history(healthy()), gan(classic)); r.Blind != "" {
		t.Errorf("blind with probes: %q", r.Blind)
	}
}

// Of a recipe that says nothing of itself the report says what it could not judge.
func TestARecipeThatSaysNothing(t *testing.T) {
	r := doctor.Examine(history(healthy()), train.RunInfo{Recipe: "new"})
	if r.Verdict != doctor.Healthy || !strings.Contains(r.Blind, "says nothing of itself") || strings.HasSuffix(r.Blind, " ") {
		t.Errorf("%s, blind: %q", r.Verdict, r.Blind)
	}
}

// A report says what nobody has looked at: a run without held-out images is no proof of a D that
// knows none by heart.
func TestNothingHeldOut(t *testing.T) {
	run := healthy()
	if r := doctor.Examine(history(run), gan(classic)); r.Blind != "" {
		t.Errorf("with held-out images it is blind: %s", r.Blind)
	}
	delete(run, train.ScoreHeldOut)
	r := doctor.Examine(history(run), gan(classic))
	if r.Verdict != doctor.Healthy || !strings.Contains(r.Blind, "by heart was not judged") {
		t.Errorf("%s, blind: %q", r.Verdict, r.Blind)
	}
	if young := doctor.Examine(history(run)[:10], gan(classic)); young.Blind != "" {
		t.Errorf("a young run: %q", young.Blind)
	}
}

// The ill of a small set is shown by two numbers: how far apart, and as what share.
func TestEvidenceOfMemory(t *testing.T) {
	run := healthy()
	run[train.ScoreReal], run[train.ScoreHeldOut], run[train.ScoreGenerated] = level(3), level(0), level(-2)
	r := doctor.Examine(history(run), gan(classic))
	if len(r.Findings) != 1 || len(r.Findings[0].Evidence) != 2 {
		t.Fatalf("%+v", r.Findings)
	}
	for i, want := range []struct {
		series string
		value  float64
		says   string
	}{{"score real − held out", 3, "D scores images it trains on 3 above"}, {"r_v", 0.6, "60 % of its gap to generated ones"}} {
		e := r.Findings[0].Evidence[i]
		if e.Series != want.series || math.Abs(e.Value-want.value) > 1e-9 || !strings.Contains(e.Says, want.says) {
			t.Errorf("%s: %g, %s", e.Series, e.Value, e.Says)
		}
	}
}

// What is mended first comes first, whatever follows from it.
func TestOrder(t *testing.T) {
	run := healthy()
	run[train.DataMin], run[train.Movement], run["accuracy D"], run["loss D"], run[train.Spread] = level(0), level(0), level(1),
		level(0), to(1, 0.1)
	r := doctor.Examine(history(run), gan(classic))
	var kinds []doctor.Kind
	for _, f := range r.Findings {
		kinds = append(kinds, f.Kind)
	}
	want := []doctor.Kind{doctor.BadRange, doctor.Still, doctor.Collapse, doctor.TooStrong}
	if fmt.Sprint(kinds) != fmt.Sprint(want) || r.Verdict != doctor.BadRange {
		t.Errorf("%q, want %q", kinds, want)
	}
}

// Advice names fields that the recipe has, with values computed from its own.
func TestAdvice(t *testing.T) {
	for _, test := range []struct {
		paper       string
		change      map[string]curve
		want, never []string
	}{
		{classic, map[string]curve{"accuracy D": level(1), "loss D": level(0.01)},
			[]string{"--set adam_d.learning_rate=0.0002", "--set dropout=0.3", "--set adam_g.learning_rate=0.0004"}, []string{"r1=", "k=1",
				"rmsprop"}},
		{`{"k":5,"dropout":0.3,"r1":0,"rmsprop_d":{"learning_rate":3e-4}}`, map[string]curve{"accuracy D": level(1),
			"loss D": level(0.01)},
			[]string{"--set rmsprop_d.learning_rate=0.0001", "--set k=1", "--set r1=0.1"}, []string{"dropout", "adam_"}},
		{strings.Replace(classic, "false", "true", 1), map[string]curve{"gradient G": to(1, 1e-5)}, []string{"--set saturating=false"},
			nil},
		{classic, map[string]curve{"gradient G": to(1, 1e-5)}, nil, []string{"saturating"}},
		{`{"lambda":0,"clip":100,"adam_d":{"learning_rate":3e-4,"beta1":0}}`, map[string]curve{"gradient G": to(1, 1e5)},
			[]string{"--set lambda=10", "--set clip=0.01"}, []string{"beta1"}},
		{`{"augment":"","adam_d":{}}`, map[string]curve{train.ScoreHeldOut: level(-5)},
			[]string{`--set augment='"ada"'`, "more images"}, []string{"such as dcgan", "ada.images"}},
		{`{"augment":"ada","ada":{"images":500000},"adam_d":{}}`, map[string]curve{train.ScoreHeldOut: level(-5)},
			[]string{"--set ada.images=125000"}, []string{"augment="}},
		{`{"augment":"diffaugment","ada":{"images":500000},"adam_d":{}}`, map[string]curve{train.ScoreHeldOut: level(-5)},
			[]string{"more images"}, []string{"augment=", "ada.images"}},
		{`{"dropout":0.5}`, map[string]curve{train.ScoreHeldOut: level(-5)}, []string{"more images", "such as dcgan or stylegan2"},
			[]string{"dropout"}},
		{`{"adam_g":{"learning_rate":1e-8,"epsilon":1000}}`, map[string]curve{train.Movement: level(0)},
			[]string{"--set adam_g.learning_rate=0.0002", "--set adam_g.epsilon=1e-8"}, nil},
		{strings.Replace(classic, "0.0006", "3", 1), map[string]curve{"loss D": level(1e3)},
			[]string{"--set adam_d.learning_rate=0.0002", "--set adam_g.learning_rate=6.7e-05"}, nil},
		{classic, map[string]curve{train.Spread: to(0.95, 0.02), train.ImagesDeviation: level(0.6), train.DataDeviation: level(0.6)},
			[]string{"minibatch deviation"}, []string{"r1="}},
		{`{"r1":0.03,"group":4,"adam_g":{"learning_rate":1e-3}}`, map[string]curve{train.Spread: to(0.95, 0.02),
			train.ImagesDeviation: level(0.6), train.DataDeviation: level(0.6)}, []string{"--set r1=0.3"}, []string{"minibatch"}},
		{``, map[string]curve{"accuracy D": level(1), "loss D": level(0.01)}, nil, []string{"--set"}},
	} {
		run := healthy()
		for name, f := range test.change {
			run[name] = f
		}
		var out bytes.Buffer
		doctor.Examine(history(run), gan(test.paper)).Print(&out)
		text := strings.Join(strings.Fields(out.String()), " ")
		for _, w := range test.want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q in\n%s", test.paper, w, out.String())
			}
		}
		for _, n := range test.never {
			if strings.Contains(text, n) {
				t.Errorf("%s: %q in\n%s", test.paper, n, out.String())
			}
		}
	}
}

func TestSpark(t *testing.T) {
	for want, values := range map[string][]float64{"": nil, "▁▁": {3, 3}, "▁█": {-1, 1}, "▁▄█": {0, 0.5, 1}} {
		if got := doctor.Spark(values, 10); got != want {
			t.Errorf("Spark(%v) = %q, want %q", values, got, want)
		}
	}
	if got := doctor.Spark([]float64{0, 2, 4, 6}, 2); got != "▁█" {
		t.Errorf("two blocks of four values: %q", got)
	}
}
