package show

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"gophergan/ganlib/train"
)

// sickRun has a D that is always right from step 41 on.
func sickRun(yield func(train.Event, error) bool) {
	for step := 1; step <= 100; step++ {
		accuracy, loss := 0.6, 1.3
		if step > 40 {
			accuracy, loss = 1, 0.01
		}
		record := &train.Record{Step: step, Values: []train.Scalar{train.LossD.Scalar(loss), train.LossG.Scalar(2),
			train.AccuracyD.Scalar(accuracy)}}
		if !yield(train.Event{Step: step, Steps: 100, Record: record}, nil) {
			return
		}
	}
	yield(train.Event{Step: 100, Steps: 100, Done: true}, nil)
}

// gan is what the run of a classic GAN says of itself.
func gan() train.RunInfo {
	traits := train.Traits{Guess: 2 * math.Ln2}.WithAdam("adam_d", "adam_g")
	return train.RunInfo{Recipe: "gan", Paper: []byte(`{"adam_d":{"learning_rate":0.003}}`), Traits: &traits}
}

func TestTheDoctorSaysAnIllOnce(t *testing.T) {
	var out bytes.Buffer
	info := gan()
	if err := Follow(sickRun, To(&out), Of(info)); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "the doctor:"); n != 1 {
		t.Errorf("the doctor speaks %d times, want once:\n%s", n, out.String())
	}
	if want := "the doctor: D too strong since step 4"; !strings.Contains(out.String(), want) {
		t.Errorf("no %q in\n%s", want, out.String())
	}
	if want := "try --set adam_d.learning_rate=0.001"; !strings.Contains(out.String(), want) {
		t.Errorf("no %q in\n%s", want, out.String())
	}
}

func TestTheDoctorIsSilentWhileAllIsWell(t *testing.T) {
	var out bytes.Buffer
	if err := Follow(fakeRun(0, nil), To(&out)); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "doctor") {
		t.Errorf("the doctor speaks of a healthy run:\n%s", out.String())
	}
}

// What the doctor finds in the run that goes on from an earlier history counts too, and is said
// again by the new process.
func TestTheDoctorKnowsWhatCameBefore(t *testing.T) {
	var before train.History
	for e := range sickRun {
		if e.Record != nil && e.Step <= 80 {
			before = append(before, *e.Record)
		}
	}
	rest := func(yield func(train.Event, error) bool) {
		for e := range sickRun {
			if e.Step > 80 && !yield(e, nil) {
				return
			}
		}
	}
	var out bytes.Buffer
	if err := Follow(rest, To(&out), Before(before), Of(gan())); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "the doctor:"); n != 1 {
		t.Errorf("the doctor speaks %d times, want once:\n%s", n, out.String())
	}
}
