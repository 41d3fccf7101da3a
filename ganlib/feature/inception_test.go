package feature

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/metric"
)

// tiny is the network with a 16th of its channels, for images of 107×107 pixels, which leave 2×2 at
// its end.
var tiny = inception{divide: 16, side: 107}

// madeUp is a state dict for it, of random numbers that keep the size of the values.
func madeUp() map[string]array {
	random, dict := rand.New(rand.NewPCG(1, 1)), map[string]array{}
	draw := func(name string, mean, std float64, dims ...int) {
		a := array{dims: dims}
		for range a.size() {
			a.values = append(a.values, float32(mean+std*random.NormFloat64()))
		}
		dict[name] = a
	}
	units, features := tiny.units()
	for _, u := range units {
		draw(u.name+".conv.weight", 0, math.Sqrt(2/float64(u.in*u.h*u.w)), u.out, u.in, u.h, u.w)
		draw(u.name+".bn.weight", 1, 0.1, u.out)
		draw(u.name+".bn.bias", 0.1, 0.1, u.out)
		draw(u.name+".bn.running_mean", 0, 0.1, u.out)
		draw(u.name+".bn.running_var", 1, 0.1, u.out)
	}
	draw("fc.weight", 0, 0.1, tiny.classes(), features)
	draw("fc.bias", 5, 1, tiny.classes())
	return dict
}

// written writes the state dict as safetensors of float32 and returns the name of the file.
func written(t testing.TB, dict map[string]array) string {
	t.Helper()
	var header, data strings.Builder
	for _, name := range slices.Sorted(maps.Keys(dict)) {
		a := dict[name]
		start := data.Len()
		binary.Write(&data, binary.LittleEndian, a.values)
		if header.Len() > 0 {
			header.WriteString(",")
		}
		header.WriteString(strings.ReplaceAll(fmt.Sprintf(`"%s":{"dtype":"F32","shape":%v,"data_offsets":[%d,%d]}`, name, a.dims, start,
			data.Len()), " ", ","))
	}
	return saved(t, "inception.safetensors", safetensors("{"+header.String()+"}", []byte(data.String())...))
}

func saved(t testing.TB, name string, content []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, content, 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// image is a picture in plain numbers, [c][h][w].
type image [][][]float64

func blank(c, h, w int) image {
	x := make(image, c)
	for k := range x {
		x[k] = make([][]float64, h)
		for i := range x[k] {
			x[k][i] = make([]float64, w)
		}
	}
	return x
}

// twin is the network in plain Go, written from the paper's figures and the names in the file,
// branch by branch.
type twin struct{ dict map[string]array }

// conv convolves, normalises with ε = 0.001 and cuts at 0.
func (n twin) conv(x image, name string, stride, padH, padW int) image {
	W := n.dict[name+".conv.weight"]
	at := func(part string, k int) float64 { return float64(n.dict[name+".bn."+part].values[k]) }
	out, in, kh, kw := W.dims[0], W.dims[1], W.dims[2], W.dims[3]
	if in != len(x) {
		panic(name + " has another number of channels")
	}
	h, w := len(x[0]), len(x[0][0])
	y := blank(out, (h+2*padH-kh)/stride+1, (w+2*padW-kw)/stride+1)
	for o := range y {
		for i := range y[o] {
			for j := range y[o][i] {
				sum := 0.0
				for c := range in {
					for a := range kh {
						for b := range kw {
							if p, q := i*stride+a-padH, j*stride+b-padW; p >= 0 && p < h && q >= 0 && q < w {
								sum += x[c][p][q] * float64(W.values[((o*in+c)*kh+a)*kw+b])
							}
						}
					}
				}
				normal := (sum - at("running_mean", o)) / math.Sqrt(at("running_var", o)+0.001)
				y[o][i][j] = math.Max(0, at("weight", o)*normal+at("bias", o))
			}
		}
	}
	return y
}

// pool takes what of makes of the pixels of each window of 3×3 that lie inside.
func pool(x image, stride, pad int, of func([]float64) float64) image {
	h, w := len(x[0]), len(x[0][0])
	y := blank(len(x), (h+2*pad-3)/stride+1, (w+2*pad-3)/stride+1)
	for c := range y {
		for i := range y[c] {
			for j := range y[c][i] {
				var seen []float64
				for p := max(0, i*stride-pad); p < min(h, i*stride-pad+3); p++ {
					for q := max(0, j*stride-pad); q < min(w, j*stride-pad+3); q++ {
						seen = append(seen, x[c][p][q])
					}
				}
				y[c][i][j] = of(seen)
			}
		}
	}
	return y
}

func shrink(x image) image  { return pool(x, 2, 0, slices.Max[[]float64]) }
func average(x image) image { return pool(x, 1, 1, mean) }
func peaks(x image) image   { return pool(x, 1, 1, slices.Max[[]float64]) }

func (n twin) look(x image) (features []float64) {
	x = n.conv(x, "Conv2d_1a_3x3", 2, 0, 0)
	x = n.conv(x, "Conv2d_2a_3x3", 1, 0, 0)
	x = n.conv(x, "Conv2d_2b_3x3", 1, 1, 1)
	x = shrink(x)
	x = n.conv(x, "Conv2d_3b_1x1", 1, 0, 0)
	x = n.conv(x, "Conv2d_4a_3x3", 1, 0, 0)
	x = shrink(x)
	for _, m := range []string{"Mixed_5b.", "Mixed_5c.", "Mixed_5d."} {
		branch := n.conv(x, m+"branch1x1", 1, 0, 0)
		five := n.conv(n.conv(x, m+"branch5x5_1", 1, 0, 0), m+"branch5x5_2", 1, 2, 2)
		three := n.conv(n.conv(n.conv(x, m+"branch3x3dbl_1", 1, 0, 0), m+"branch3x3dbl_2", 1, 1, 1), m+"branch3x3dbl_3", 1, 1, 1)
		x = slices.Concat(branch, five, three, n.conv(average(x), m+"branch_pool", 1, 0, 0))
	}
	three := n.conv(n.conv(n.conv(x, "Mixed_6a.branch3x3dbl_1", 1, 0, 0), "Mixed_6a.branch3x3dbl_2", 1, 1, 1),
		"Mixed_6a.branch3x3dbl_3", 2, 0, 0)
	x = slices.Concat(n.conv(x, "Mixed_6a.branch3x3", 2, 0, 0), three, shrink(x))
	for _, m := range []string{"Mixed_6b.", "Mixed_6c.", "Mixed_6d.", "Mixed_6e."} {
		branch := n.conv(x, m+"branch1x1", 1, 0, 0)
		seven := n.conv(n.conv(n.conv(x, m+"branch7x7_1", 1, 0, 0), m+"branch7x7_2", 1, 0, 3), m+"branch7x7_3", 1, 3, 0)
		double := n.conv(x, m+"branch7x7dbl_1", 1, 0, 0)
		double = n.conv(n.conv(double, m+"branch7x7dbl_2", 1, 3, 0), m+"branch7x7dbl_3", 1, 0, 3)
		double = n.conv(n.conv(double, m+"branch7x7dbl_4", 1, 3, 0), m+"branch7x7dbl_5", 1, 0, 3)
		x = slices.Concat(branch, seven, double, n.conv(average(x), m+"branch_pool", 1, 0, 0))
	}
	three = n.conv(n.conv(x, "Mixed_7a.branch3x3_1", 1, 0, 0), "Mixed_7a.branch3x3_2", 2, 0, 0)
	seven := n.conv(n.conv(x, "Mixed_7a.branch7x7x3_1", 1, 0, 0), "Mixed_7a.branch7x7x3_2", 1, 0, 3)
	seven = n.conv(n.conv(seven, "Mixed_7a.branch7x7x3_3", 1, 3, 0), "Mixed_7a.branch7x7x3_4", 2, 0, 0)
	x = slices.Concat(three, seven, shrink(x))
	x = n.last(x, "Mixed_7b.", average)
	x = n.last(x, "Mixed_7c.", peaks)
	for _, channel := range x {
		features = append(features, mean(slices.Concat(channel...)))
	}
	return features
}

func (n twin) last(x image, m string, pooled func(image) image) image {
	branch := n.conv(x, m+"branch1x1", 1, 0, 0)
	three := n.conv(x, m+"branch3x3_1", 1, 0, 0)
	double := n.conv(n.conv(x, m+"branch3x3dbl_1", 1, 0, 0), m+"branch3x3dbl_2", 1, 1, 1)
	return slices.Concat(branch,
		n.conv(three, m+"branch3x3_2a", 1, 0, 1), n.conv(three, m+"branch3x3_2b", 1, 1, 0),
		n.conv(double, m+"branch3x3dbl_3a", 1, 0, 1), n.conv(double, m+"branch3x3dbl_3b", 1, 1, 0),
		n.conv(pooled(x), m+"branch_pool", 1, 0, 0))
}

// stretched is a picture [h][w][3] of bytes at side×side, as TensorFlow 1 resizes, in (v −
// 128)/128.
func stretched(pix []uint8, h, w, side int) image {
	x := blank(3, side, side)
	at := func(c, i, j int) float64 { return float64(pix[(min(i, h-1)*w+min(j, w-1))*3+c]) }
	for c := range x {
		for i := range side {
			for j := range side {
				p, q := float64(i)*float64(h)/float64(side), float64(j)*float64(w)/float64(side)
				a, b := int(p), int(q)
				u, v := p-float64(a), q-float64(b)
				top := at(c, a, b)*(1-v) + at(c, a, b+1)*v
				x[c][i][j] = (top*(1-u) + (at(c, a+1, b)*(1-v)+at(c, a+1, b+1)*v)*u - 128) / 128
			}
		}
	}
	return x
}

// All of it against plain numbers: the resizing, each branch of each block, what the pools leave
// out, and the logits.
func TestInceptionEqualsItsTwin(t *testing.T) {
	const h, w = 20, 31
	dict := madeUp()
	net := opened(t)(openInception(gantest.PlainGo(t), tiny, written(t, dict), h, w))
	net.batch = 2
	pix := noise(1, 2*h*w*3)
	features, logits, err := net.Look(pix)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		want := twin{dict}.look(stretched(pix[i*h*w*3:][:h*w*3], h, w, tiny.side))
		if _, columns := features.Dims(); columns != len(want) || len(want) != 2048/16 {
			t.Fatalf("%d features, and the twin has %d", columns, len(want))
		}
		for k, v := range want {
			gantest.Near(t, "float32 through 20 layers", features.At(i, k), v, 1e-4*(1+math.Abs(v)))
		}
		fc := dict["fc.weight"]
		for k := range fc.dims[0] {
			sum := 0.0
			for j, v := range want {
				sum += v * float64(fc.values[k*len(want)+j])
			}
			gantest.Near(t, "logits have no bias", logits.At(i, k), sum, 1e-3*(1+math.Abs(sum)))
		}
	}
}

// At its full size, the file of the literature has a few bytes more than these numbers need. And
// the network has as many numbers as are published: 23,851,784 in Keras, whose batch norms have no
// γ, and 23,834,568 in torchvision, which does not count μ and σ²; both with 1,000 classes.
func TestInceptionHasTheSizeThatIsKnown(t *testing.T) {
	units, features := inception{divide: 1, side: 299}.units()
	kernels, channels := 0, 0
	for _, u := range units {
		kernels += u.out * u.in * u.h * u.w
		channels += u.out
	}
	top := 1000 * (features + 1)
	if len(units) != 94 || features != 2048 || kernels+3*channels+top != 23_851_784 || kernels+2*channels+top != 23_834_568 {
		t.Errorf("%d convolutions, %d features, %d weights in kernels of %d channels", len(units), features, kernels, channels)
	}
	numbers := kernels + 4*channels + 1008*(features+1) // four of each batch norm, and the last layer
	if names := 95_628_359 - 4*numbers; names < 0 || names > 100_000 {
		t.Errorf("of the file %d bytes are left for names and shapes", names)
	}
}

// A name that means something to others is given only to the file that they mean.
func TestOnlyTheLiteraturesFileIsCalledFID(t *testing.T) {
	net := opened(t)(openInception(gantest.PlainGo(t), tiny, written(t, madeUp()), 107, 107))
	m := metric.NewMoments(1)
	x, _ := metric.Features([]float64{1, 2, 3}, 1)
	if err := m.Add(x); err != nil {
		t.Fatal(err)
	}
	named := func(n *Net) string {
		r, err := metric.Frechet(m, m, metric.Sample, n.Source("test"))
		if err != nil {
			t.Fatal(err)
		}
		return r.Card.Metric
	}
	if got := net.Source("test"); named(net) != "Fréchet distance" || got.Net == metric.LiteratureInception ||
		got.Resize != "bilinear 107×107 → 107×107, as TensorFlow 1" {
		t.Errorf("made-up weights are called %s: %+v", named(net), got)
	}
	if n := inceptionName(literature); n != metric.LiteratureInception {
		t.Errorf("the literature's are called %q", n)
	}
	if n := inceptionName(literature[:63] + "0"); n == metric.LiteratureInception {
		t.Errorf("others are called %q", n)
	}
}

func TestInterpolation(t *testing.T) {
	want := [][]float32{{1, 0}, {0.5, 0.5}, {0, 1}, {0, 1}} // pixels 0, ½, 1 and 3/2, which lies outside
	for i, row := range interpolation(2, 4) {
		if !slices.Equal(row, want[i]) {
			t.Errorf("row %d is %v, want %v", i, row, want[i])
		}
	}
	if half := interpolation(4, 2); !slices.Equal(half[1], []float32{0, 0, 1, 0}) {
		t.Errorf("4 pixels to 2: the second is made of %v, want the third alone", half[1])
	}
}

// What torch.save writes, in both of its formats, is read as the same numbers.
func TestFilesOfPyTorch(t *testing.T) {
	dict := madeUp()
	for name, content := range map[string][]byte{"zip": zipped(t, dict), "before 2020": legacy(dict)} {
		t.Run(name, func(t *testing.T) {
			got, sum, err := readWeights(saved(t, "x.pth", content))
			if err != nil {
				t.Fatal(err)
			}
			if len(sum) != 64 || len(got.tensors) != len(dict) {
				t.Errorf("sha256 %s, %d tensors of %d", sum, len(got.tensors), len(dict))
			}
			for name, a := range dict {
				if !slices.Equal(got.tensors[name].dims, a.dims) || !slices.Equal(got.tensors[name].values, a.values) {
					t.Fatalf("%s came back as %v", name, got.tensors[name].dims)
				}
			}
		})
	}
}

// pickled is the state dict as torch.save pickles it; more goes to the end of each tuple that names
// a storage.
func pickled(names []string, dict map[string]array, more string) []byte {
	var b bytes.Buffer
	text := func(s string) {
		b.WriteByte('X')
		binary.Write(&b, binary.LittleEndian, uint32(len(s)))
		b.WriteString(s)
	}
	number := func(n int) { b.WriteByte('J'); binary.Write(&b, binary.LittleEndian, int32(n)) }
	const ordered = "ccollections\nOrderedDict\n)R"
	b.WriteString("\x80\x02" + ordered + "(")
	for key, name := range names {
		a := dict[name]
		text(name)
		b.WriteString("ctorch._utils\n_rebuild_tensor_v2\n((")
		text("storage")
		b.WriteString("ctorch\nFloatStorage\n")
		text(fmt.Sprintf("%d", key))
		text("cpu")
		number(len(a.values))
		b.WriteString(more + "tQ")
		number(0)
		b.WriteByte('(')
		for _, d := range a.dims {
			number(d)
		}
		b.WriteString("t(")
		for axis := range a.dims {
			number(array{dims: a.dims[axis+1:]}.size())
		}
		b.WriteString("t\x89" + ordered + "tR")
	}
	b.WriteString("u.")
	return b.Bytes()
}

func zipped(t testing.TB, dict map[string]array) []byte {
	t.Helper()
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	add := func(name string, content any) {
		// not compressed, as torch.save does
		w, err := archive.CreateHeader(&zip.FileHeader{Name: "archive/" + name, Method: zip.Store})
		if err = errors.Join(err, binary.Write(w, binary.LittleEndian, content)); err != nil {
			t.Fatal(err)
		}
	}
	names := slices.Sorted(maps.Keys(dict))
	add("data.pkl", pickled(names, dict, ""))
	for key, name := range names {
		add(fmt.Sprintf("data/%d", key), dict[name].values)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// legacy is a magic number, a version, what is known of the machine, the state dict, the keys of
// the storages, and the storages.
func legacy(dict map[string]array) []byte {
	var file bytes.Buffer
	file.WriteString("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.") // 0x1950a86a20f9469cfc6c
	file.WriteString("\x80\x02M\xe9\x03.")                                        // 1001
	file.WriteString("\x80\x02}(X\x10\x00\x00\x00protocol_versionM\xe9\x03X\x0d\x00\x00\x00little_endian\x88u.")
	names := slices.Sorted(maps.Keys(dict))
	file.Write(pickled(names, dict, "N"))
	file.WriteString("\x80\x02](")
	for key := range names {
		name := fmt.Sprintf("%d", key)
		file.WriteByte('X')
		binary.Write(&file, binary.LittleEndian, uint32(len(name)))
		file.WriteString(name)
	}
	file.WriteString("e.")
	for _, name := range names {
		binary.Write(&file, binary.LittleEndian, int64(len(dict[name].values)))
		binary.Write(&file, binary.LittleEndian, dict[name].values)
	}
	return file.Bytes()
}

func TestInceptionRefusesOtherWeights(t *testing.T) {
	b := gantest.PlainGo(t)
	without, shaped, infinite := madeUp(), madeUp(), madeUp()
	delete(without, "Mixed_6c.branch7x7_2.bn.bias")
	shaped["fc.weight"] = array{[]int{62, 128}, make([]float32, 62*128)}
	infinite["Mixed_7c.branch_pool.conv.weight"].values[3] = float32(math.Inf(1))
	open := func(file string) error {
		_, err := openInception(b, tiny, file, 107, 107)
		return err
	}
	_, full := Inception(b, written(t, madeUp()), 299, 299)
	_, size := openInception(b, tiny, written(t, madeUp()), 0, 107)
	for want, err := range map[string]error{
		`there is no "Mixed_6c.branch7x7_2.bn.bias"`:                        open(written(t, without)),
		`"fc.weight" is [62 128] and should be [63 128]`:                    open(written(t, shaped)),
		`has a number that is +Inf`:                                         open(written(t, infinite)),
		`"Conv2d_1a_3x3.conv.weight" is [2 3 3 3] and should be [32 3 3 3]`: full,
		"cannot look at images of 0×107×3":                                  size,
		"weights cannot be read":                                            open(filepath.Join(t.TempDir(), "none.pth")),
		"not written by torch.save":                                         open(saved(t, "a.pth", []byte("this is a text"))),
		"state dict of PyTorch":                                             open(saved(t, "b.pth", zipped(t, madeUp())[:5000])),
		"holds a int and not a state dict":                                  open(saved(t, "c.pth", pickledNumber(t, zip.Store))),
		"data.pkl in it is compressed":                                      open(saved(t, "d.pth", pickledNumber(t, zip.Deflate))),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

// pickledNumber is a file of torch.save that holds nothing but the number 7.
func pickledNumber(t testing.TB, method uint16) []byte {
	t.Helper()
	return zipOf(t, "\x80\x02K\x07.", method)
}

// zippedPickle is a file of torch.save without tensors.
func zippedPickle(t testing.TB, pickle string) []byte { return zipOf(t, pickle, zip.Store) }

func zipOf(t testing.TB, pickle string, method uint16) []byte {
	t.Helper()
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	w, err := archive.CreateHeader(&zip.FileHeader{Name: "archive/data.pkl", Method: method})
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte(pickle))
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}
