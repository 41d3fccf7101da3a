package face

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
)

// dice returns a source for Random that is the same everywhere.
func dice(seed uint64) func(n int) int {
	source := rand.NewPCG(seed, 0)
	return func(n int) int { return int(source.Uint64() % uint64(n)) }
}

func drawn(f Face, size int) []uint8 {
	pix := make([]uint8, size*size*3)
	Draw(f, size, pix)
	return pix
}

// A face has the same bytes on every processor. The sum was also computed on arm64, which fuses
// products with sums, on amd64 with GOAMD64=v3, which does so too, and on 386.
func TestFacesAreTheSameEverywhere(t *testing.T) {
	h := sha256.New()
	below := dice(1)
	for k := range 600 {
		h.Write(drawn(Random(below), []int{32, 64, 41}[k%3]))
	}
	const want = "e615fbaafe8f2364dd0e2cb5e622af3f1fa25daf09267b2d770e82ba8244ba68"
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("the first 600 faces have the SHA-256\n\t%s, want\n\t%s", got, want)
	}
}

// A product that is not converted may be fused with a sum: outside of arith.go there are none, and
// there each is converted at once.
func TestEveryProductIsRounded(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	products := 0
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for product, rounded := range productsIn(file) {
			products++
			if !rounded || name != "arith.go" {
				t.Errorf("%s, byte %d: a product: use mul, which rounds", name, product-file.FileStart)
			}
		}
	}
	if products < 10 {
		t.Errorf("found %d products only", products)
	}
}

// productsIn finds the products of a file, and whether each stands alone in a conversion to
// float64. Those of integers are left out: hash, area and at hold them.
func productsIn(file *ast.File) map[token.Pos]bool {
	found := map[token.Pos]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			return !slices.Contains([]string{"hash", "area", "at"}, n.Name.Name)
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "float64" && len(n.Args) == 1 {
				if p, ok := n.Args[0].(*ast.BinaryExpr); ok && p.Op == token.MUL {
					found[p.OpPos] = true
				}
			}
		case *ast.BinaryExpr:
			if n.Op == token.MUL && !found[n.OpPos] {
				found[n.OpPos] = false
			}
		case *ast.AssignStmt:
			if n.Tok == token.MUL_ASSIGN {
				found[n.TokPos] = false
			}
		}
		return true
	})
	return found
}

func TestProductsAreFound(t *testing.T) {
	for source, want := range map[string]bool{
		"float64(a*b) + c": true, "a*b + c": false, "float64(a*b + c)": false, "float32(a*b)": false,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "", "package x\nvar y = "+source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		found := productsIn(file)
		for _, rounded := range found {
			if rounded != want {
				t.Errorf("%s: rounded %t, want %t", source, rounded, want)
			}
		}
		if len(found) != 1 {
			t.Errorf("%s has %d products, want 1", source, len(found))
		}
	}
}

// Another picture that was painted before, or at the same time, leaves no trace.
func TestDrawIsAFunctionOfTheFace(t *testing.T) {
	below := dice(3)
	faces := make([]Face, 24)
	want := make([][]uint8, len(faces))
	for k := range faces {
		faces[k] = Random(below)
		want[k] = drawn(faces[k], 32+k%2*16)
	}
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for j := range faces {
				k := (j*(2*g+1) + g) % len(faces)
				if got := drawn(faces[k], 32+k%2*16); !bytes.Equal(got, want[k]) {
					t.Errorf("face %d differs when others are drawn", k)
				}
			}
		})
	}
	wg.Wait()
}

// apart is the mean difference of two pictures in levels.
func apart(a, b []uint8) float64 {
	sum := 0.0
	for i := range a {
		sum += math.Abs(float64(a[i]) - float64(b[i]))
	}
	return sum / float64(len(a))
}

// halved is a picture at half its size.
func halved(pix []uint8, size int) []uint8 {
	half := size / 2
	out := make([]uint8, half*half*3)
	for i := range out {
		row, col, c := i/3/half, i/3%half, i%3
		at := func(dy, dx int) int { return int(pix[((2*row+dy)*size+2*col+dx)*3+c]) }
		out[i] = uint8((at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1) + 2) / 4)
	}
	return out
}

// A size is only a sharpness: a picture that is made smaller is nearly the one that is drawn
// smaller.
func TestSizesShowTheSameFace(t *testing.T) {
	below := dice(5)
	for k := range 30 {
		f := Random(below)
		large, small := halved(drawn(f, 128), 128), drawn(f, 64)
		if d := apart(large, small); d > 2.5 {
			t.Errorf("face %d differs by %.1f levels at 128 and at 64 pixels", k, d)
		}
	}
}

// plain is a face on which every attribute can show.
func plain() Face {
	return Face{
		Skin: 0.3, HairLength: 0.5, HairColor: BrownHair, Fringe: SweptBack, EyeOpen: 0.8, Earrings: NoEarrings,
		WornHue: 0.6, WornBright: 0.4, LightHeight: 0.5, LightContrast: 0.5, LightWarmth: 0, BackgroundHue: 0.6, BackgroundLit: 0.5,
		Freckles: 0, Grain: 7,
	}
}

// with returns what an attribute needs to show, if it is not on a plain face.
func with(name string) Face {
	f := plain()
	switch name {
	case "hair tied", "hair volume":
		f.HairLength = 0.9
	case "light height":
		f.LightContrast = 1
	}
	return f
}

// Every attribute is seen, and every kind of one looks different from every other.
func TestEveryAttributeShows(t *testing.T) {
	for _, a := range Attributes() {
		values := []float64{a.Low, (a.Low + a.High) / 2, a.High}
		if strings.HasSuffix(a.Name, "hue") { // a circle ends where it begins
			values = []float64{0, 1. / 3, 2. / 3}
		}
		if a.Kinds != nil {
			values = nil
			for k := range a.Kinds {
				values = append(values, float64(k))
			}
		}
		for i, v := range values {
			for _, w := range values[:i] {
				if d := apart(drawn(a.With(with(a.Name), v), 64), drawn(a.With(with(a.Name), w), 64)); d < 0.02 {
					t.Errorf("%s %v and %v differ by %.3f levels, want 0.02", a.Name, v, w, d)
				}
			}
		}
	}
}

// The table of attributes and the fields of Face are the same thing.
func TestAttributesAreTheFields(t *testing.T) {
	fields := reflect.TypeFor[Face]()
	if got, want := len(Attributes()), fields.NumField()-1; got != want {
		t.Fatalf("there are %d attributes and %d fields, Grain aside", got, want)
	}
	for i, a := range Attributes() {
		f := a.With(Face{}, a.High)
		for k := range fields.NumField() {
			set := !reflect.ValueOf(f).Field(k).IsZero()
			if set != (i == k) {
				t.Errorf("attribute %q sets the field %s: %t", a.Name, fields.Field(k).Name, set)
			}
		}
		for _, v := range []float64{a.Low, a.High} {
			if got := a.Of(a.With(Face{}, v)); got != v {
				t.Errorf("%s is %v after it was set to %v", a.Name, got, v)
			}
		}
		for v, want := range map[float64]float64{a.High + 3: a.High, a.Low - 3: a.Low, math.NaN(): a.Low} {
			if got := a.Of(a.With(Face{}, v)); got != want {
				t.Errorf("%s is %v after it was set to %v, want %v", a.Name, got, v, want)
			}
		}
		if named, ok := Named(a.Name); !ok || named.Name != a.Name {
			t.Errorf("there is no attribute named %q", a.Name)
		}
	}
	if _, ok := Named("wit"); ok {
		t.Error("there is an attribute named wit")
	}
}

// Random uses all of each range, and every kind.
func TestRandomFacesAreDiverse(t *testing.T) {
	const n = 4000
	below := dice(9)
	faces := make([]Face, n)
	for k := range faces {
		faces[k] = Random(below)
	}
	for _, a := range Attributes() {
		seen := map[float64]int{}
		low, high := a.High, a.Low
		for _, f := range faces {
			v := a.Of(f)
			seen[v]++
			low, high = min(low, v), max(high, v)
		}
		for k, kind := range a.Kinds {
			if seen[float64(k)] < n/100 {
				t.Errorf("%d of %d faces have %s %q", seen[float64(k)], n, a.Name, kind)
			}
		}
		if middle := (a.Low + a.High) / 2; a.Kinds == nil && (low > (a.Low+middle)/2 || high < (a.High+middle)/2) {
			t.Errorf("%s is from %.2f to %.2f only, of %.0f to %.0f", a.Name, low, high, a.Low, a.High)
		}
		for v := range seen {
			if v < a.Low || v > a.High {
				t.Errorf("%s is %v, outside of %v to %v", a.Name, v, a.Low, a.High)
			}
		}
	}
	for k, f := range faces {
		if f.Beard != NoBeard && f.Lipstick > 0 {
			t.Errorf("face %d has a beard and lipstick", k)
		}
		if f.HairTied != Loose && f.HairLength < 0.5 {
			t.Errorf("face %d has short hair, tied", k)
		}
	}
}

// mean is the average level of a part of a picture, in parts of its side.
func mean(pix []uint8, size int, left, top, right, bottom float64) float64 {
	sum, n := 0.0, 0
	for i, v := range pix {
		x, y := (float64(i/3%size)+0.5)/float64(size), (float64(i/3/size)+0.5)/float64(size)
		if x >= left && x < right && y >= top && y < bottom {
			sum, n = sum+float64(v), n+1
		}
	}
	return sum / float64(n)
}

// The cheek is brighter where the light comes from, by more when the light is hard.
func TestLightHasADirection(t *testing.T) {
	for _, contrast := range []float64{0, 1} {
		f := plain()
		f.LightContrast = contrast
		side := func(light float64) float64 {
			f.Light = light
			pix := drawn(f, 64)
			return mean(pix, 64, 0.55, 0.5, 0.7, 0.6) - mean(pix, 64, 0.3, 0.5, 0.45, 0.6)
		}
		if right, left := side(1), side(-1); right < 5+10*contrast || left > -5-10*contrast {
			t.Errorf("contrast %v: the right cheek is brighter by %.1f in light from the right, by %.1f in light from the left", contrast,
				right, left)
		}
	}
}

// A face and its mirror image are the same when all that has a side is turned round.
func TestDrawIsSymmetric(t *testing.T) {
	f := plain()
	f.Background, f.Clothes, f.HairForm = Halo, VNeck, Straight
	f.Turn, f.Tilt, f.Light, f.Gaze, f.Fringe = 0.7, -0.4, 0.6, 0.3, PartedLeft
	g := f
	g.Turn, g.Tilt, g.Light, g.Gaze, g.Fringe = -0.7, 0.4, -0.6, -0.3, PartedRight
	const size = 64
	a, b := drawn(f, size), drawn(g, size)
	mirrored := make([]uint8, len(b))
	for i := range b {
		row, col, c := i/3/size, i/3%size, i%3
		mirrored[(row*size+size-1-col)*3+c] = b[i]
	}
	if d := apart(a, mirrored); d > 2 { // strands of hair and glints in the eyes are not mirrored
		t.Errorf("a face and its mirror image differ by %.2f levels", d)
	}
	if d := apart(a, b); d < 5 {
		t.Errorf("turning the head and the light changes %.2f levels only", d)
	}
}

func TestFieldsBeyondTheirRange(t *testing.T) {
	wild, tame := plain(), plain()
	wild.EyeColor, wild.Smile, wild.Hat, wild.Skin, wild.HairForm = 99, 1e300, -4, math.NaN(), 77
	tame.EyeColor, tame.Smile, tame.Hat, tame.Skin, tame.HairForm = GreyEyes, 1, NoHat, 0, Bald
	if !bytes.Equal(drawn(wild, 32), drawn(tame, 32)) {
		t.Error("a field beyond its range does not count as the end of it")
	}
}

func TestDrawRefusesWhatDoesNotFit(t *testing.T) {
	for _, c := range []struct{ size, room int }{{MinSize - 1, (MinSize - 1) * (MinSize - 1) * 3}, {32, 32*32*3 - 1},
		{32, 32 * 32 * 4}} {
		func() {
			defer func() {
				var err error
				if e, ok := recover().(error); ok {
					err = e
				}
				if err == nil || errors.Unwrap(err) != nil || !strings.Contains(err.Error(), "size must be at least 16") {
					t.Errorf("size %d with room for %d bytes: got %v", c.size, c.room, err)
				}
			}()
			Draw(Face{}, c.size, make([]uint8, c.room))
		}()
	}
}

// The smallest and an odd size work for every face.
func TestSmallSizes(t *testing.T) {
	below := dice(13)
	for range 50 {
		f := Random(below)
		for _, size := range []int{MinSize, 17} {
			if pix := drawn(f, size); mean(pix, size, 0, 0, 1, 1) == 0 {
				t.Errorf("nothing is seen at %d pixels of %+v", size, f)
			}
		}
	}
}

func BenchmarkDraw64(b *testing.B) {
	below := dice(17)
	pix := make([]uint8, 64*64*3)
	for b.Loop() {
		Draw(Random(below), 64, pix)
	}
}
