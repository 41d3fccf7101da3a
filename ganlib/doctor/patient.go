package doctor

import (
	"encoding/json"
	"math"

	"gophergan/ganlib/train"
)

// patient is a run as the rules see it.
type patient struct {
	Limits
	history train.History
	paper   map[string]any // the recipe's fields
	end     float64        // the last step
	probed  bool
	points  bool // G makes points of a plane, which have no range, or nobody has said what it makes
	critic  bool // D is a critic: its loss has no scale
	hinge   bool // the loss of SN-GAN
}

func newPatient(h train.History, info train.RunInfo, l Limits) *patient {
	p := &patient{Limits: l, history: h, end: float64(h[len(h)-1].Step)}
	_ = json.Unmarshal(info.Paper, &p.paper) // without fields there is only less to advise
	p.probed = !of(h, train.Spread).empty()
	p.points = info.Recipe == "" || info.Recipe == "plane" || info.Recipe == "styleplane"
	p.critic = !of(h, "Wasserstein estimate").empty() || p.paper["loss"] == "wasserstein"
	_, isSNGAN := p.number("", "n_dis")
	p.hinge = isSNGAN || p.paper["loss"] == "hinge"
	return p
}

// longEnough says whether the run has so much history that its silence means something.
func (p *patient) longEnough() bool {
	return len(p.history) >= p.Records && (!p.probed || len(of(p.history, train.Spread).value) >= p.Probes)
}

// all is a series from the first step on.
func (p *patient) all(name string) series { return of(p.history, name) }

// now is the part of a series in which a sign must be seen.
func (p *patient) now(s series) series { return s.part(1-p.Window, 1, p.end) }

// late is a series without its first third, in which all losses drift.
func (p *patient) late(s series) series { return s.part(1.0/3, 1, p.end) }

// since is when a sign was first seen that is there in the whole window.
func (p *patient) since(s series, holds func(v float64) bool) int {
	return s.since(p.end*(1-p.Window), holds)
}

// before is the largest value of the run's beginning, its first tenth.
func (p *patient) before(s series) float64 {
	first := s.part(0, 0.1, p.end)
	if first.empty() {
		return math.NaN()
	}
	return first.quantile(1)
}

// guess is what D's loss is for a D that can tell nothing: the same score for all, and the best one.
func (p *patient) guess() float64 {
	a, hasA := p.number("", "a") // the aims of LSGAN
	b, hasB := p.number("", "b")
	switch {
	case hasA && hasB:
		return (b - a) * (b - a) / 4
	case p.hinge:
		return 2
	case p.paper["loss"] == "relativistic":
		return math.Ln2
	}
	return 2 * math.Ln2
}

// number is a field of the recipe, named as in config.json.
func (p *patient) number(group, field string) (float64, bool) {
	m := p.paper
	if group != "" {
		m, _ = p.paper[group].(map[string]any)
	}
	v, ok := m[field].(float64)
	return v, ok
}
