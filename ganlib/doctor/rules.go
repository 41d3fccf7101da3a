package doctor

import (
	"fmt"
	"math"

	"gophergan/ganlib/train"
)

// rules look for one ill each; nil: it is not there.
var rules = []func(*patient) *Finding{
	badRange, divergence, exploding, overfitting, still, vanishing, tooStrong, collapse, oscillation}

// badRange needs one probe: data do not change.
func badRange(p *patient) *Finding {
	const beyond = "The data reach beyond [−1, 1], where G ends: D needs no more than one such value to tell real images from " +
		"generated ones."
	low, high := p.all(train.DataMin), p.all(train.DataMax)
	if low.empty() || p.Unbounded {
		return nil
	}
	lowest, highest := low.quantile(0), high.quantile(1)
	says := fmt.Sprintf("real images lie between %s and %s", short(lowest), short(highest))
	switch {
	case highest > p.Outside:
		return finding(BadRange, int(high.steps[0]), beyond, Evidence{Says: says, Limit: p.Outside, Value: highest}.with(high))
	case lowest < -p.Outside:
		return finding(BadRange, int(low.steps[0]), beyond, Evidence{Says: says, Limit: -p.Outside, Value: lowest}.with(low))
	case highest-lowest < p.Narrow:
		return finding(BadRange, int(low.steps[0]),
			"The data fill only a part of [−1, 1]: G's first images lie where no real one ever is, and D sees that at once.",
			Evidence{Says: says, Limit: highest - p.Narrow, Value: lowest}.with(low))
	}
	return nil
}

// divergence is the end in NaN or infinity, or a loss on its way there.
func divergence(p *patient) *Finding {
	lossD, lossG := p.role(train.LossD), p.role(train.LossG)
	if last := p.history[len(p.history)-1]; last.Ended != "" {
		e := Evidence{Says: fmt.Sprintf("%s at step %s", last.Ended, thousands(last.Step)), Ended: true}
		return finding(Divergence, last.Step, "The numbers left what a computer can hold, and the run ended.", e.with(lossD))
	}
	if !p.longEnough() {
		return nil
	}
	if p.Critic {
		size := lossD.apply("size of loss D", math.Abs)
		v := p.now(size).median()
		if !(v > p.CriticBlowUp) {
			return nil
		}
		e := Evidence{Says: fmt.Sprintf("the critic's loss has grown to %s", short(v)), Limit: p.CriticBlowUp, Value: v}
		return finding(Divergence, p.since(size, func(v float64) bool { return v > p.CriticBlowUp }),
			"The critic's scores grow without end: nothing bounds its slope.", e.with(size))
	}
	if v := p.now(lossD).median(); v > p.LossBlowUp*p.Guess {
		e := Evidence{Says: fmt.Sprintf("loss D is %s; who guesses has %s", short(v), short(p.Guess)), Limit: p.LossBlowUp * p.Guess,
			Value: v}
		return finding(Divergence, p.since(lossD, func(v float64) bool { return v > p.LossBlowUp*p.Guess }),
			"D is far worse than guessing: steps so large that each one leaps over what it looks for.", e.with(lossD))
	}
	if v := p.now(lossG).median(); v > 10*p.LossBlowUp*p.Guess {
		e := Evidence{Says: fmt.Sprintf("loss G is %s", short(v)), Limit: 10 * p.LossBlowUp * p.Guess, Value: v}
		return finding(Divergence, p.since(lossG, func(v float64) bool { return v > 10*p.LossBlowUp*p.Guess }),
			"D's scores are so far out that no step of G is felt there: its weights have grown without end.", e.with(lossG))
	}
	return nil
}

// exploding gradients have left the size they had at the beginning.
func exploding(p *patient) *Finding {
	if !p.longEnough() {
		return nil
	}
	for _, role := range []train.Role{train.GradientD, train.GradientG} {
		s := p.role(role)
		if s.empty() {
			continue
		}
		limit := min(p.GradientLost, max(p.Gradient, p.GradientGrowth*s.part(0, 1.0/3, p.end).median()))
		if v := p.now(s).median(); v > limit {
			e := Evidence{Says: fmt.Sprintf("%s is %s; it was %s", role, short(v), short(s.value[0])), Limit: limit, Value: v}
			return finding(Exploding, p.since(s, func(v float64) bool { return v > limit }),
				"The gradients grow and grow. Adam divides by their size, so the losses may still look calm; but nothing bounds what D "+
					"asks for.", e.with(s))
		}
	}
	return nil
}

// overfitting: D scores the images it learns from above those it has never seen.
func overfitting(p *patient) *Finding {
	real, held, fake := p.all(train.ScoreReal), p.all(train.ScoreHeldOut), p.all(train.ScoreGenerated)
	if held.empty() || !p.longEnough() {
		return nil
	}
	gap := combine("score real − held out", real, held, func(a, b float64) float64 { return a - b })
	whole := combine("", real, fake, func(a, b float64) float64 { return a - b })
	memory := combine("r_v", gap, whole, func(a, b float64) float64 { return a / max(b, 1e-9) })
	g, m := p.now(gap).median(), p.now(memory).quantile(0.2)
	if !(m > p.Memory) || !p.Critic && !(g > p.ScoreGap) {
		return nil
	}
	evidence := []Evidence{
		Evidence{Limit: p.ScoreGap, Value: g, Says: fmt.Sprintf("D scores images it trains on %s above real ones it has never seen",
			short(g))}.with(gap),
		Evidence{Limit: p.Memory, Value: m, Says: fmt.Sprintf("that is %.0f %% of its gap to generated ones",
			100*p.now(memory).median())}.with(memory),
	}
	return finding(Overfitting, p.since(gap, func(v float64) bool { return v > p.ScoreGap }),
		"D knows its images by heart. What it tells G is which images are in the set, not what makes an image real.", evidence...)
}

// still: G's images stay as they are although its gradient is there.
func still(p *patient) *Finding {
	moves := p.all(train.Movement)
	if moves.empty() || !p.longEnough() {
		return nil
	}
	if v := moves.median(); v < p.Still {
		e := Evidence{Says: fmt.Sprintf("from one probe to the next an image moves by %s of the distance between two real ones",
			percent(v)), Limit: p.Still, Value: v}
		if p.faded() {
			return nil
		}
		return finding(Still, p.since(moves, func(v float64) bool { return v < p.Still }),
			"G's images stay what they were, though D tells it where to go: its steps are too small.", e.with(moves))
	}
	return nil
}

// traceOf is below what G's gradient is no more than a trace.
func (p *patient) traceOf(gradient series) float64 {
	return min(p.GradientFade*p.before(gradient), p.GradientTrace)
}

// faded says whether nothing is left of G's gradient.
func (p *patient) faded() bool {
	s := p.role(train.GradientG)
	return p.now(s).median() < p.traceOf(s)
}

// vanishing gradients: what reaches G is a trace of what once did.
func vanishing(p *patient) *Finding {
	s := p.role(train.GradientG)
	if s.empty() || !p.longEnough() || !p.faded() {
		return nil
	}
	limit, v := p.traceOf(s), p.now(s).median()
	e := Evidence{Says: fmt.Sprintf("gradient G is %s, %s of what it was", short(v), percent(v/p.before(s))), Limit: limit, Value: v}
	return finding(Vanishing, p.since(s, func(v float64) bool { return v < limit }),
		"Hardly anything of what D knows reaches G: D is sure of itself where G's images are, and flat.", e.with(s))
}

// tooStrong: D is always right. Of a critic that is what is wanted, and with the hinge loss it does
// no harm either: there, too, G minimises −E[D(G(z))], which is as steep where D is sure as
// anywhere.
func tooStrong(p *patient) *Finding {
	if p.Critic || p.Steep || !p.longEnough() {
		return nil
	}
	lossD, accuracy := p.role(train.LossD), p.role(train.AccuracyD)
	win := p.Win * p.Guess
	a, l := p.now(accuracy).median(), p.now(lossD).median()
	if !(l < win) || !accuracy.empty() && !(a > p.Accuracy) {
		return nil
	}
	e := Evidence{Says: fmt.Sprintf("loss D is %s", short(l)), Limit: win, Value: l}
	evidence := []Evidence{e.with(lossD)}
	if !accuracy.empty() {
		e := Evidence{Says: fmt.Sprintf("D is right in %s of the cases", percent(a)), Limit: p.Accuracy, Value: a}
		evidence = append([]Evidence{e.with(accuracy)}, evidence...)
	}
	return finding(TooStrong, p.since(lossD, func(v float64) bool { return v < win }),
		"D tells real from generated nearly without fault. G learns from D's doubts, and D has none left.", evidence...)
}

// collapse: many z, one image. The images were more varied before: those of a young G are alike
// because they are grey.
func collapse(p *patient) *Finding {
	s := p.all(train.Spread)
	if len(s.value) < p.Patience || p.waves() > 0 { // an image that goes round and round is no answer
		return nil
	}
	limit := min(p.Spread, p.Fall*s.quantile(0.95))
	if p.now(p.all(train.ImagesDeviation)).median() > p.Contrast*p.now(p.all(train.DataDeviation)).median() {
		limit = p.Spread
	}
	if v := p.now(s).median(); v < limit {
		e := Evidence{Says: fmt.Sprintf("two images of G differ by %s of what two real ones do", percent(v)), Limit: limit, Value: v}
		return finding(Collapse, p.since(s, func(v float64) bool { return v < limit }),
			"Whatever z it is given, G draws nearly the same: one answer that D liked.", e.with(s))
	}
	return nil
}

// oscillation: G's images go round together, or in long waves the loss does.
func oscillation(p *patient) *Finding {
	const words = "The players chase each other: G runs to where D says real, D turns round, and nobody settles."
	if n := p.waves(); n > 0 {
		lossG := p.role(train.LossG)
		mean, _ := p.late(lossG).moments()
		e := Evidence{Says: fmt.Sprintf("loss G goes up and down in waves, %d times from one side of %s to the other", n, short(mean)),
			Limit: mean, Value: mean}
		return finding(Oscillation, int(p.late(lossG).steps[0]), words, e.with(lossG))
	}
	moves := p.all(train.Movement)
	swing := combine("movement / spread", moves, p.all(train.Spread), func(m, s float64) float64 { return m / max(s, 1e-9) })
	if v := p.now(swing).median(); len(moves.value) >= p.Patience && v > p.Swing && p.now(moves).median() > p.Leap {
		e := Evidence{Says: fmt.Sprintf("from one probe to the next all images move together, %s times as far as they lie apart",
			short(v)), Limit: p.Swing, Value: v}
		return finding(Oscillation, p.since(swing, func(v float64) bool { return v > p.Swing }), words, e.with(swing))
	}
	return nil
}

// waves is how often loss G goes from one side to the other in long and high waves; 0: it does not.
func (p *patient) waves() int {
	late := p.late(p.role(train.LossG))
	if len(late.value) < p.Records {
		return 0
	}
	mean, deviation := late.moments()
	if n := late.swings(); n >= p.Swings && late.smoothness() > p.Smooth && deviation > p.Height*math.Abs(mean) {
		return n
	}
	return 0
}

// finding puts one together.
func finding(kind Kind, since int, words string, evidence ...Evidence) *Finding {
	return &Finding{Kind: kind, Since: since, Words: words, Evidence: evidence}
}

// with adds the curve.
func (e Evidence) with(s series) Evidence {
	e.Series, e.Steps, e.Values = s.name, s.steps, s.value
	return e
}

func percent(v float64) string {
	if 100*v < 10 {
		return fmt.Sprintf("%.2g %%", 100*v)
	}
	return fmt.Sprintf("%.0f %%", 100*v)
}
