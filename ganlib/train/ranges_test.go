package train_test

import (
	"math"
	"strings"
	"testing"

	"gophergan/ganlib/train"
)

func TestCheckRanges(t *testing.T) {
	type inner struct {
		Rate float64 `json:"rate" range:"[0,1)"`
	}
	type Shared struct {
		Share float64 `json:"share" range:"[0,1]"`
	}
	type outer struct {
		Shared
		Size  int     `json:"size" range:"[1,64]"`
		Clip  float64 `json:"clip" range:"(0,1e3]"`
		Wide  []int   `json:"wide" range:"[1,64]"`
		Inner inner   `json:"inner"`
		Free  int     `json:"free"`
		own   int
	}
	good := func() outer { return outer{Size: 1, Clip: 1e3, Wide: []int{1, 64}, Free: -5, own: -5} }
	for want, spoil := range map[string]func(*outer){
		"":                                       func(*outer) {},
		"size is 0, want 1 ≤ size ≤ 64":          func(o *outer) { o.Size = 0 },
		"size is 65, want":                       func(o *outer) { o.Size = 65 },
		"clip is 0, want 0 < clip ≤ 1e3":         func(o *outer) { o.Clip = 0 },
		"clip is 1001, want":                     func(o *outer) { o.Clip = 1001 },
		"clip is NaN, want":                      func(o *outer) { o.Clip = math.NaN() },
		"clip is +Inf, want":                     func(o *outer) { o.Clip = math.Inf(1) },
		"wide[1] is 0, want 1 ≤ wide[1] ≤ 64":    func(o *outer) { o.Wide[1] = 0 },
		"inner.rate is 1, want 0 ≤ inner.rate <": func(o *outer) { o.Inner.Rate = 1 },
		"inner.rate is -0.5, want":               func(o *outer) { o.Inner.Rate = -0.5 },
		"share is 2, want 0 ≤ share ≤ 1":         func(o *outer) { o.Share = 2 }, // as config.json calls a field of an embedded struct
	} {
		o := good()
		spoil(&o)
		for _, err := range []error{train.CheckRanges(o), train.CheckRanges(&o)} {
			if got := ""; err != nil {
				if got = err.Error(); want == "" || !strings.HasPrefix(got, want) {
					t.Errorf("%+v: %v, want %q", o, err, want)
				}
			} else if want != "" {
				t.Errorf("%+v passes, want %q", o, want)
			}
		}
	}
	for _, bad := range []any{
		struct {
			X int `range:"1..5"`
		}{1},
		struct {
			X int `range:"[1,b]"`
		}{1},
		struct {
			X string `range:"[1,2]"`
		}{"x"},
	} {
		if err := train.CheckRanges(bad); err == nil || !strings.Contains(err.Error(), "is no range for") {
			t.Errorf("%T: %v", bad, err)
		}
	}
}
