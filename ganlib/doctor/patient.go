package doctor

import (
	"encoding/json"
	"math"
	"strings"

	"gophergan/ganlib/train"
)

// patient is a run as the rules see it.
type patient struct {
	Limits
	train.Traits // of the recipe
	history      train.History
	paper        map[string]any // the recipe's fields
	end          float64        // the last step
	probed       bool
}

// newPatient assumes nothing of a recipe that says nothing of itself: what needs to be known for a
// rule is then not known, and the rule is silent.
func newPatient(h train.History, info train.RunInfo, l Limits) *patient {
	p := &patient{Limits: l, history: h, end: float64(h[len(h)-1].Step)}
	_ = json.Unmarshal(info.Paper, &p.paper) // without fields there is only less to advise
	p.probed = !of(h, train.Spread).empty()
	p.Traits = train.Traits{Guess: math.NaN(), Unbounded: true}
	if info.Traits != nil {
		p.Traits = *info.Traits
	}
	p.Critic = p.Critic || !ofRole(h, train.Distance).empty()
	return p
}

// longEnough says whether the run has so much history that its silence means something.
func (p *patient) longEnough() bool {
	return len(p.history) >= p.Records && (!p.probed || len(of(p.history, train.Spread).value) >= p.Probes)
}

// all is what probes saw, from the first step on.
func (p *patient) all(name string) series { return of(p.history, name) }

// role is what the steps measured, from the first one on.
func (p *patient) role(role train.Role) series { return ofRole(p.history, role) }

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

// setting is the field of the recipe that does something, by its name in config.json, and its
// value. There may be none.
func (p *patient) setting(l train.Lever) (name string, value any, ok bool) {
	if name, ok = p.Levers[l]; !ok {
		return "", nil, false
	}
	group := p.paper
	path := strings.Split(name, ".")
	for _, part := range path[:len(path)-1] {
		group, _ = group[part].(map[string]any)
	}
	value, ok = group[path[len(path)-1]]
	return name, value, ok
}

// number is a setting that is a number.
func (p *patient) number(l train.Lever) (name string, v float64, ok bool) {
	name, value, _ := p.setting(l)
	v, ok = value.(float64)
	return name, v, ok
}
