package experiment_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gophergan/ganlib/data"
	"gophergan/ganlib/doctor/museum"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/dcgan"
	"gophergan/ganlib/zoo/gan"
	"gophergan/ganlib/zoo/plane"
	"gophergan/ganlib/zoo/sngan"
	"gophergan/ganlib/zoo/styleplane"
	"gophergan/ganlib/zoo/wgan"
	"gophergan/kernel/experiment"
)

// An experiment can be trained: its data opens, the data has the size of the recipe, and its batch
// splits into the steps of D.
func TestExperimentsFitTogether(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range experiment.All() {
		if seen[e.Name] || e.Name == "" || e.Summary == "" {
			t.Errorf("experiment %q has no name of its own or no summary", e.Name)
		}
		seen[e.Name] = true
		if e.Epochs < 1 || e.Batch < 1 {
			t.Errorf("%s: %d epochs of batches of %d", e.Name, e.Epochs, e.Batch)
		}
		numbers := fields(t, e.Recipe)
		for _, steps := range []string{"k", "n_critic", "n_dis"} {
			if n, ok := numbers[steps].(float64); ok && e.Batch%int(n) != 0 {
				t.Errorf("%s: a batch of %d does not split into %s = %g", e.Name, e.Batch, steps, n)
			}
		}
		if slices.Contains(data.Names(), e.Name) && e.Data != e.Name {
			t.Errorf("%s is trained on %s", e.Name, e.Data)
		}
		fits(t, e, numbers)
	}
}

// withFiles are the images and the numbers of classes of sets that need files; tests download
// nothing.
var withFiles = map[string]struct {
	images  media.Images
	classes int
}{
	"mnist":     {media.Images{Height: 28, Width: 28, Channels: 1}, 10},
	"fashion":   {media.Images{Height: 28, Width: 28, Channels: 1}, 10},
	"stacked32": {media.Images{Height: 32, Width: 32, Channels: 3}, 1000},
}

// fits opens the data of an experiment, if they need no files.
func fits(t *testing.T, e experiment.Experiment, numbers map[string]any) {
	t.Helper()
	if set, ok := withFiles[e.Data]; ok {
		have := []media.Field{{Name: "x", Kind: set.images}, {Name: "y", Kind: media.Class{N: set.classes}}}
		if err := media.Check(e.Recipe.Needs(), have); err != nil {
			t.Errorf("%s: %v", e.Name, err)
		}
		return
	}
	set, err := data.Open(e.Data, "")
	if err != nil {
		t.Errorf("%s: %v", e.Name, err)
		return
	}
	h, w, c := set.Shape()
	height, width := numbers["height"], numbers["width"]
	if size, ok := numbers["size"]; ok {
		height, width = size, size
	}
	if height != float64(h) || width != float64(w) || numbers["channels"] != float64(c) {
		t.Errorf("%s: the recipe makes %v×%v×%v, and %s has %d×%d×%d", e.Name, height, width, numbers["channels"], e.Data, h, w, c)
	}
	if set.Len() < e.Batch {
		t.Errorf("%s: %d images are no batch of %d", e.Name, set.Len(), e.Batch)
	}
}

func fields(t *testing.T, r train.Recipe) map[string]any {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestByName(t *testing.T) {
	for _, e := range experiment.All() {
		if got, err := experiment.ByName(e.Name); err != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("ByName(%q) = %+v, %v", e.Name, got, err)
		}
	}
	if _, err := experiment.ByName("mnits"); err == nil || !strings.Contains(err.Error(), `"mnits"; choose one of: mnist, mnist-full, digits`) {
		t.Errorf("a name that is not there: %v", err)
	}
}

// A recipe comes back from config.json as it was, whatever was changed in it.
func TestRecipeRoundTrip(t *testing.T) {
	for _, e := range experiment.All() {
		changed, err := experiment.Set(e.Recipe, "z=7")
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
			continue
		}
		for _, r := range []train.Recipe{e.Recipe, changed} {
			text, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			back, err := experiment.Recipe(train.RunInfo{Recipe: r.Name(), Paper: text})
			if err != nil || !reflect.DeepEqual(back, r) {
				t.Errorf("%s: got %+v, %v, want %+v", e.Name, back, err, r)
			}
		}
		if changed, usual := changed.Samplers()[0].Z(), e.Recipe.Samplers()[0].Z(); changed != 7 || usual == 7 {
			t.Errorf("%s: z=7 makes a Z of %d, and that of the experiment is %d", e.Name, changed, usual)
		}
	}
}

func TestRecipesThatCannotBeRead(t *testing.T) {
	for want, run := range map[string]train.RunInfo{
		`a recipe called "vae", which this version does not know`:                                                                {Recipe: "vae", Paper: json.RawMessage(`{}`)},
		`does not describe the recipe dcgan: json: unknown field "depth"`:                                                        {Recipe: "dcgan", Paper: json.RawMessage(`{"depth": 4}`)},
		"config.json is not what a run has there: the recipe dcgan wants a int for z, got a string; if it was edited, undo that": {Recipe: "dcgan", Paper: json.RawMessage(`{"z": "many"}`)},
		"does not describe the recipe gan":                                                                                       {Recipe: "gan", Paper: json.RawMessage(`{"z": 3`)},
	} {
		if r, err := experiment.Recipe(run); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Recipe(%+v) = %v, %v, want an error with %q", run, r, err, want)
		}
	}
}

func TestSet(t *testing.T) {
	base := dcgan.Paper()
	base.Base = 32
	rate := wgan.Paper()
	rate.RMSPropD.LearningRate = 1e-4
	zero := sngan.Paper()
	zero.AdamG.Beta2 = 0
	wide := gan.Paper()
	wide.HiddenD = []int{512, 256}
	none := gan.Paper()
	none.HiddenG = []int{}
	saturating := gan.Paper()
	saturating.Saturating = true
	for _, c := range []struct {
		recipe  train.Recipe
		setting string
		want    train.Recipe
	}{
		{dcgan.Paper(), "base=32", base},
		{dcgan.Paper(), "base= 32 ", base},
		{wgan.Paper(), "rmsprop_d.learning_rate=1e-4", rate},
		{wgan.Paper(), "rmsprop_d.learning_rate=0.0001", rate},
		{sngan.Paper(), "adam_g.beta2=0", zero},
		{gan.Paper(), "hidden_d=[512,256]", wide},
		{gan.Paper(), "hidden_d=[512, 256]", wide},
		{gan.Paper(), "hidden_g=[]", none},
		{gan.Paper(), "saturating=true", saturating},
		{gan.Paper(), "z=100", gan.Paper()},
	} {
		before := snapshot(t, c.recipe)
		got, err := experiment.Set(c.recipe, c.setting)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("Set(%s, %q) = %+v, %v, want %+v", c.recipe.Name(), c.setting, got, err, c.want)
		}
		if !bytes.Equal(snapshot(t, c.recipe), before) {
			t.Errorf("Set(%s, %q) changed the recipe it was given", c.recipe.Name(), c.setting)
		}
	}
}

func snapshot(t *testing.T, r train.Recipe) []byte {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestSettingsThatAreRefused(t *testing.T) {
	for setting, want := range map[string]string{
		"base":                    "want name=value",
		"":                        "want name=value",
		"base=null":               "want name=value",
		"=3":                      `there is no ""; there are ada, adam_d, adam_g, augment, base`,
		"bsae=3":                  `there is no "bsae"; there are ada, adam_d, adam_g, augment, base, batch_norm, channels`,
		"Base=3":                  `there is no "Base"`,
		"adam_d=3":                `"adam_d" has parts; name one of adam_d.beta1, adam_d.beta2, adam_d.epsilon, adam_d.learning_rate`,
		"adam_d.rate=3":           `there is no "rate"; there are beta1, beta2, epsilon, learning_rate`,
		"adam_d.beta1.more=3":     `"beta1" has no parts`,
		"base.more=3":             `"base" has no parts`,
		"base=":                   "write numbers, true, false or [lists]",
		"base=many":               "many is no value",
		"base=3 4":                "3 4 is no value",
		"slope=1e":                "1e is no value",
		`base="3"`:                "the recipe dcgan wants a int for base, got a string",
		"base=1.5":                "the recipe dcgan wants a int for base, got a number 1.5",
		"base=true":               "the recipe dcgan wants a int for base, got a bool",
		"base=[3]":                "the recipe dcgan wants a int for base, got a array",
		"adam_g.beta1=[1,2]":      "wants a float64 for adam_g.beta1, got a array",
		"batch_norm.epsilon=true": "wants a float64 for batch_norm.epsilon, got a bool",
	} {
		got, err := experiment.Set(dcgan.Paper(), setting)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Set(%q) = %v, %v, want an error with %q", setting, got, err, want)
		}
	}
}

// A run of every recipe that can be trained can be read back, and every recipe of the zoo for
// images can be trained.
func TestEveryRecipeIsKnown(t *testing.T) {
	var names []string
	for _, e := range experiment.All() {
		if !slices.Contains(names, e.Recipe.Name()) {
			names = append(names, e.Recipe.Name())
		}
	}
	for _, want := range []string{"gan", "dcgan", "lsgan", "wgan", "wgangp", "sngan", "cgan", "cgan-conv", "projection", "acgan",
		"infogan"} {
		if !slices.Contains(names, want) {
			t.Errorf("no experiment trains %s", want)
		}
	}
	for _, e := range experiment.All() {
		text, err := json.Marshal(e.Recipe)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := experiment.Recipe(train.RunInfo{Recipe: e.Recipe.Name(), Paper: text}); err != nil {
			t.Errorf("%s: %v", e.Name, err)
		}
	}
}

// Every number of a recipe has a range: what can be set on the command line or in config.json can
// be set wrong.
func TestEveryNumberHasARange(t *testing.T) {
	recipes := []train.Recipe{plane.Recommended(), plane.Collapsing(), styleplane.Mapped(), styleplane.Unmapped()}
	for _, e := range experiment.All() {
		recipes = append(recipes, e.Recipe)
	}
	for _, c := range experiment.Comparisons() {
		for _, r := range c.Rows {
			recipes = append(recipes, r.Recipe)
		}
	}
	for _, e := range museum.Corpus() {
		recipes = append(recipes, e.Recipe)
	}
	for _, r := range recipes {
		for _, name := range withoutRange(r.Name(), reflect.TypeOf(r)) {
			t.Errorf("%s has no range", name)
		}
		if err := train.CheckRanges(r); err != nil {
			t.Errorf("%s: %v", r.Name(), err)
		}
	}
}

func withoutRange(path string, of reflect.Type) (names []string) {
	for i := range of.NumField() {
		f := of.Field(i)
		kind := f.Type.Kind()
		if kind == reflect.Slice {
			kind = f.Type.Elem().Kind()
		}
		switch kind {
		case reflect.Struct:
			names = append(names, withoutRange(path+"."+f.Name, f.Type)...)
		case reflect.Bool, reflect.String:
		default:
			if f.Tag.Get("range") == "" {
				names = append(names, path+"."+f.Name)
			}
		}
	}
	return names
}

func TestNumbersOutOfTheirRange(t *testing.T) {
	for setting, want := range map[string]string{
		"base=0":           "the recipe dcgan: base is 0, want 1 ≤ base ≤ 65536",
		"z=-5":             "the recipe dcgan: z is -5, want 1 ≤ z ≤ 65536",
		"z=99999999999":    "the recipe dcgan: z is 99999999999, want 1 ≤ z",
		"adam_d.beta1=2":   "the recipe dcgan: adam_d.beta1 is 2, want 0 ≤ adam_d.beta1 < 1",
		"adam_g.beta2=1":   "adam_g.beta2 is 1, want 0 ≤ adam_g.beta2 < 1",
		"channels=1000000": "channels is 1000000, want 1 ≤ channels ≤ 64",
		"init_std=-0.02":   "init_std is -0.02, want 0 ≤ init_std",
		"z=1e999":          "1e999",
	} {
		if got, err := experiment.Set(dcgan.Paper(), setting); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Set(%q) = %v, %v, want an error with %q", setting, got, err, want)
		}
	}
	run := train.RunInfo{Recipe: "gan", Paper: json.RawMessage(`{"z": 100, "hidden_g": [256, -3]}`)}
	if _, err := experiment.Recipe(run); err == nil {
		t.Error("a run with a layer of -3 values was read")
	}
}
