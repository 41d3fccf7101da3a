package train

import (
	"fmt"
	"image"
	"math"
	"slices"
	"strconv"
	"strings"

	"gophergan/ganlib/media"
	"gophergan/ganlib/pic"
)

// Class is the name of the field that tells the sampler which class to make, and the number of
// classes; 0 for a sampler that is told none.
func (s Sampler) Class() (name string, n int) {
	for _, f := range s.From {
		if class, ok := f.Kind.(media.Class); ok {
			return f.Name, class.N
		}
	}
	return "", 0
}

// SheetRows is the number of rows of a sheet of n data: one for each class where the sampler is
// told one, otherwise as many as make it as square as can be.
func (s Sampler) SheetRows(n int) int {
	if _, classes := s.Class(); min(classes, n) > 1 {
		return min(classes, n)
	}
	cols := squareCols(n)
	return (n + cols - 1) / cols
}

func squareCols(n int) int { return max(1, int(math.Ceil(math.Sqrt(float64(n))))) }

// Table makes inputs for a sheet of n data. Where the sampler is told a class, every row of the
// sheet has one, and every column the same noise: datum i is of class i mod N, in column i div N.
// Elsewhere it is Draw.
func (g *Generator) Table(seed uint64, n int) (Inputs, error) { return tableInputs(g.sampler, seed, n) }

func tableInputs(sampler Sampler, seed uint64, n int) (Inputs, error) {
	class, classes := sampler.Class()
	if min(classes, n) <= 1 {
		return drawInputs(sampler, seed, n)
	}
	rows := sampler.SheetRows(n)
	columns, err := drawInputs(sampler, seed, (n+rows-1)/rows)
	if err != nil {
		return nil, err
	}
	in := Inputs{}
	for name, drawn := range columns {
		in[name] = make(media.Rows, n)
		for i := range n {
			in[name][i] = drawn[i/rows]
			if name == class {
				in[name][i] = []float32{float32(i % rows)}
			}
		}
	}
	return in, nil
}

// OfClass makes inputs for n data of one class, each with noise of its own. The error says that the
// sampler is told no class, or which there are.
func (g *Generator) OfClass(seed uint64, n, class int) (Inputs, error) {
	name, classes := g.sampler.Class()
	switch {
	case classes == 0:
		return nil, g.toldNone()
	case class < 0 || class >= classes:
		return nil, fmt.Errorf("there is no class %d; G knows %d, 0 to %d", class, classes, classes-1)
	}
	in, err := g.Draw(seed, n)
	if err != nil {
		return nil, err
	}
	for i := range in[name] {
		in[name][i] = []float32{float32(class)}
	}
	return in, nil
}

// ClassNames are the names of the classes that the sampler is told: those of the data, or numbers
// where nobody has named them, as the values of a code; none for a sampler that is told none.
func (g *Generator) ClassNames() []string {
	_, n := g.sampler.Class()
	if len(g.classes) == n {
		return slices.Clone(g.classes)
	}
	return pic.Numbers(n)
}

// ClassNumber is the number of the class that somebody means by a text: one of ClassNames, in
// capitals or not where that leaves no doubt, or the number itself. The error lists what there is.
func (g *Generator) ClassNumber(text string) (int, error) {
	names := g.ClassNames()
	if i := slices.Index(names, text); i >= 0 {
		return i, nil
	}
	var alike []int
	for i, name := range names {
		if strings.EqualFold(name, text) {
			alike = append(alike, i)
		}
	}
	if len(alike) == 1 {
		return alike[0], nil
	}
	number, err := strconv.Atoi(text)
	if err == nil && number >= 0 && number < len(names) {
		return number, nil
	}
	if len(names) == 0 {
		return 0, g.toldNone()
	}
	if len(g.classes) != len(names) || slices.Equal(names, pic.Numbers(len(names))) {
		return 0, fmt.Errorf("there is no class %s; G knows %d, 0 to %d", text, len(names), len(names)-1)
	}
	return 0, fmt.Errorf("there is no class %q; G knows, by name or by number: %s", text, listed(names))
}

func (g *Generator) toldNone() error {
	return fmt.Errorf("this G takes %v and is told no class; leave the class out, or take a run of a recipe that is told one",
		g.sampler.From)
}

// listed are names with their numbers, not too many.
func listed(names []string) string {
	const most = 60
	var each []string
	for i, name := range names[:min(len(names), most)] {
		each = append(each, fmt.Sprintf("%d %s", i, name))
	}
	if len(names) > most {
		each = append(each, fmt.Sprintf("… %d %s", len(names)-1, names[len(names)-1]))
	}
	return strings.Join(each, ", ")
}

// Sheet draws the images pix that Make made of inputs: those of several classes in a row for each,
// with its name; others as square as can be.
func (g *Generator) Sheet(in Inputs, pix []uint8) (image.Image, error) {
	h, w, c := g.Shape()
	name, _ := g.sampler.Class()
	labels := make([]int32, len(in[name]))
	count := map[int32]int{}
	rows, cols := int32(0), 0
	for i, row := range in[name] {
		labels[i] = int32(row[0])
		count[labels[i]]++
		rows, cols = max(rows, labels[i]+1), max(cols, count[labels[i]])
	}
	if len(count) > 1 {
		return pic.ByClass(pix, labels, h, w, c, g.ClassNames()[:rows], cols)
	}
	return pic.Grid(pix, h, w, c, squareCols(len(pix)/max(1, h*w*c)))
}
