package training

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gophergan/ganlib/metric"
	"gophergan/ganlib/train"
)

// Every checkpoint is scored, the best is kept as a run of its own, and a run that goes on
// remembers what was best.
func TestWatch(t *testing.T) {
	s := small(t)
	s.Steps = new(2)
	if text := watched(t, s, 16); !strings.Contains(text, "step 2: Fréchet distance ") ||
		!strings.Contains(text, "best so far: kept in "+filepath.Join(s.Dir, "best")) {
		t.Errorf("it printed\n%s", text)
	}
	s = resumed(t, s)
	s.Steps = new(6)
	watched(t, s, 16)
	scores, err := readScores(s.Dir)
	if err != nil || len(scores) < 3 {
		t.Fatalf("the scores are %v, %v, want those of several steps", scores, err)
	}
	best := scores[0]
	for i, now := range scores {
		if i > 0 && now.Step <= scores[i-1].Step {
			t.Errorf("step %d was scored after step %d", now.Step, scores[i-1].Step)
		}
		if c, err := metric.Compare(now.Results[0], best.Results[0]); err != nil {
			t.Fatal(err)
		} else if c > 0 {
			best = now
		}
	}
	bests, err := filepath.Glob(filepath.Join(s.Dir, train.BestName, "checkpoints", "*"))
	if err != nil || len(bests) != 1 || !strings.HasSuffix(bests[0], strconv.Itoa(best.Step)) {
		t.Errorf("kept is %v, %v, and the best was step %d of %v", bests, err, best.Step, scores)
	}
}

// watched trains a run while its checkpoints are scored, and returns what it printed.
func watched(t *testing.T, s Settings, images int) string {
	t.Helper()
	training := opened(t, s)
	if err := training.Watch(t.Context(), "frechet", images); err != nil {
		t.Fatal(err)
	}
	return printed(t, training)
}
