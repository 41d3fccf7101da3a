package notebook

// Build makes the notebook of a page. Outputs of the old notebook, which may be nil, stay with the
// cells whose code has not changed.
func Build(p *Page, old *File) *File {
	f := &File{Metadata: metadata(), Format: 4, Minor: 5}
	before := map[string]FileCell{}
	if old != nil {
		for _, cell := range old.Cells {
			before[cell.ID] = cell
		}
	}
	for _, cell := range p.Cells {
		built := FileCell{ID: cell.ID, Type: "markdown", Source: text(cell.Source)}
		if cell.Code {
			built.Type = "code"
			if was := before[cell.ID]; was.Type == "code" && was.Source == built.Source {
				built.Count, built.Outputs = was.Count, was.Outputs
			}
		}
		f.Cells = append(f.Cells, built)
	}
	return f
}
