package training

import (
	"context"
	"encoding/json"
	"io"

	"gophergan/ganlib/train"
)

// PrintJSON trains, and prints each event as a line of JSON.
func (t *Training) PrintJSON(ctx context.Context, w io.Writer) error {
	enc := json.NewEncoder(w)
	if err := enc.Encode(map[string]any{"event": "device", "device": t.device.Choice, "why": t.device.Why}); err != nil {
		return err
	}
	for _, note := range t.notes {
		if err := enc.Encode(map[string]any{"event": "note", "note": note}); err != nil {
			return err
		}
	}
	for e, err := range t.Events(ctx) {
		if err != nil {
			return err
		}
		if line := jsonEvent(e); line != nil {
			if err := enc.Encode(line); err != nil {
				return err
			}
		}
	}
	return nil
}

func jsonEvent(e train.Event) map[string]any {
	line := map[string]any{"step": e.Step, "steps": e.Steps, "seconds": e.Elapsed.Seconds(), "seconds_left": e.Left.Seconds()}
	switch {
	case e.Record != nil:
		values := map[string]float64{}
		for _, v := range e.Record.Values {
			values[v.Name] = v.Value
		}
		line["event"], line["epoch"], line["values"] = "record", e.Record.Epoch, values
		if e.Record.Ended != "" {
			line["ended"] = e.Record.Ended
		}
	case e.Checkpoint != "":
		line["event"], line["path"] = "checkpoint", e.Checkpoint
	case e.Note != "":
		line["event"], line["note"] = "note", e.Note
	case e.Done:
		line["event"] = "done"
	default:
		return nil
	}
	return line
}
