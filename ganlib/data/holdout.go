package data

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
)

// One image in ten is held out, but fewer than that tells nothing: a mean of D's scores over a
// handful of images is mostly chance.
const (
	heldOutShare = 10
	leastHeldOut = 16
)

// LeastToHoldOut is the number of images from which on [HoldOut] parts a set.
const LeastToHoldOut = heldOutShare * leastHeldOut

// HoldOut parts a set that has no part of its own for testing, such as a folder of pictures: nine
// tenths to train on, and a tenth to see what D makes of images that it has not learned from. The
// parts share what has been decoded.
//
// Which tenth depends on the seed and on the names of the files below their folder: in each class,
// if there are classes, they are put in an order that the seed draws, and every tenth is held out,
// across all classes. A class keeps at least one.
//
// A set that has a test part, or fewer than [LeastToHoldOut] images, stays whole: ok is false.
func HoldOut(set Images, seed uint64) (training, heldOut Images, ok bool) {
	s, ok := set.(interface {
		holdOut(seed uint64) (training, heldOut Images)
	})
	if !ok || set.Len() < LeastToHoldOut {
		return set, nil, false
	}
	training, heldOut = s.holdOut(seed)
	return training, heldOut, true
}

// HeldOut is the number of images that [HoldOut] has kept from a set, 0 for one that is whole.
func HeldOut(set Images) int {
	if p, ok := set.(interface{ heldOutOf() int }); ok {
		return p.heldOutOf()
	}
	return 0
}

func (f *Folder) holdOut(seed uint64) (training, heldOut Images) {
	stay, leave := f.tenth(seed, f.Label)
	part := func(name string, indices []int, heldOut int) *Folder {
		return &Folder{pictures: f.partOf(indices, heldOut), name: name, classes: f.classes, labels: chosen(f.labels, indices)}
	}
	return part(f.name, stay, len(leave)), part(f.name+"/held out", leave, 0)
}

func (c *CelebA) holdOut(seed uint64) (training, heldOut Images) {
	stay, leave := c.tenth(seed, c.Label)
	part := func(name string, indices []int, heldOut int) *CelebA {
		return &CelebA{pictures: c.partOf(indices, heldOut), name: name, names: c.names, has: chosen(c.has, indices), label: c.label}
	}
	return part(c.name, stay, len(leave)), part(c.name+"/held out", leave, 0)
}

func (d describedCelebA) holdOut(seed uint64) (training, heldOut Images) {
	training, heldOut = d.CelebA.holdOut(seed)
	part := func(set Images) Images { return describedCelebA{set.(*CelebA), d.columns} }
	return part(training), part(heldOut)
}

// tenth parts the numbers of all pictures, each part in its order.
func (p *pictures) tenth(seed uint64, label func(i int) int) (stay, leave []int) {
	type entry struct {
		i, class int
		draw     [sha256.Size]byte
	}
	all, sizes := make([]entry, len(p.files)), map[int]int{}
	for i, path := range p.files {
		all[i] = entry{i, label(i), sha256.Sum256(fmt.Appendf(nil, "%d %s", seed, below(p.root, path)))}
		sizes[all[i].class]++
	}
	slices.SortFunc(all, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.class, b.class), bytes.Compare(a.draw[:], b.draw[:]))
	})
	place := 0
	for _, e := range all {
		if sizes[e.class] > 1 {
			place++
		}
		if sizes[e.class] > 1 && place%heldOutShare == 0 {
			leave = append(leave, e.i)
		} else {
			stay = append(stay, e.i)
		}
	}
	slices.Sort(stay)
	slices.Sort(leave)
	return stay, leave
}

// partOf is some of the pictures. What says which pictures a set has speaks of the whole of it.
func (p *pictures) partOf(indices []int, heldOut int) *pictures {
	part := &pictures{
		cut: p.cut, place: p.place, root: p.root, files: chosen(p.files, indices), whole: p, heldOut: heldOut,
		cached: make([]atomic.Pointer[[]uint8], len(indices)), room: p.room, skipped: maps.Clone(p.skipped),
	}
	for k, i := range indices {
		if pix := p.cached[i].Load(); pix != nil {
			part.cached[k].Store(pix)
		}
	}
	return part
}

func (p *pictures) heldOutOf() int { return p.heldOut }
