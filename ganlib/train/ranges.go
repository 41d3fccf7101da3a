package train

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// CheckRanges holds the numbers of a struct, such as a recipe, against the ranges that its fields
// name beside their JSON:
//
//	Beta1 float64 `json:"beta1" range:"[0,1)"`
//
// in the notation of intervals; of a list every element is meant. Structs in it are checked as
// well. The error names the first field that is out of its range, as config.json calls it. A
// validator from elsewhere would bring ten packages for this one rule.
func CheckRanges(v any) error {
	return checkStruct("", reflect.Indirect(reflect.ValueOf(v)))
}

func checkStruct(path string, v reflect.Value) error {
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" && f.Anonymous { // its fields stand in JSON as if they were the outer one's
			if err := checkStruct(path, v.Field(i)); err != nil {
				return err
			}
			continue
		}
		if name == "" {
			name = f.Name
		}
		if err := checkField(strings.TrimPrefix(path+"."+name, "."), f.Tag.Get("range"), v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

func checkField(name, interval string, v reflect.Value) error {
	if v.Kind() == reflect.Struct {
		return checkStruct(name, v)
	}
	if interval == "" {
		return nil
	}
	if v.Kind() != reflect.Slice {
		return checkNumber(name, interval, v)
	}
	for i := range v.Len() {
		if err := checkNumber(fmt.Sprintf("%s[%d]", name, i), interval, v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func checkNumber(name, interval string, v reflect.Value) error {
	x, ok := number(v)
	least, most, err := bounds(interval)
	if err != nil || !ok {
		return fmt.Errorf("%s: %q is no range for a %s", name, interval, v.Kind())
	}
	above := x > least || x == least && interval[0] == '['
	below := x < most || x == most && strings.HasSuffix(interval, "]")
	if above && below { // NaN is neither
		return nil
	}
	sign := map[bool]string{true: "≤", false: "<"}
	from, to, _ := strings.Cut(interval[1:len(interval)-1], ",")
	return fmt.Errorf("%s is %v, want %s %s %s %s %s", name, v, from, sign[interval[0] == '['], name,
		sign[strings.HasSuffix(interval, "]")], to)
}

func number(v reflect.Value) (x float64, ok bool) {
	switch {
	case v.CanInt():
		return float64(v.Int()), true
	case v.CanUint():
		return float64(v.Uint()), true
	case v.CanFloat():
		return v.Float(), true
	}
	return math.NaN(), false
}

// bounds reads "[0,1)".
func bounds(interval string) (least, most float64, err error) {
	if len(interval) < 5 || !strings.Contains("[(", interval[:1]) || !strings.Contains("])", interval[len(interval)-1:]) {
		return 0, 0, fmt.Errorf("%q is no interval", interval)
	}
	from, to, _ := strings.Cut(interval[1:len(interval)-1], ",")
	if least, err = strconv.ParseFloat(from, 64); err != nil {
		return 0, 0, err
	}
	most, err = strconv.ParseFloat(to, 64)
	return least, most, err
}
