package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// stall is how long a server may send nothing before the connection counts as cut.
var stall = 30 * time.Second

// client gives up soon where nobody answers, so that being offline is noticed in seconds.
// Compression by the transport is off: it would change the bytes that a Range header counts.
var client = &http.Client{Transport: &http.Transport{
	Proxy:                 http.ProxyFromEnvironment,
	DialContext:           (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
	TLSHandshakeTimeout:   10 * time.Second,
	ResponseHeaderTimeout: 30 * time.Second,
	ForceAttemptHTTP2:     true,
	DisableCompression:    true,
}}

// get appends to the part what it lacks. It returns the offset at which it started, which is 0 if
// the server sends the whole file or the pieces could not be checked.
func (d *download) get(ctx context.Context, u string) (start int64, err error) {
	part, err := os.OpenFile(d.part, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, part.Close()) }()
	if d.SHA256 != "" {
		start = size(d.part)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	resp, err := request(ctx, u, start)
	if err != nil {
		return start, err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusRequestedRangeNotSatisfiable:
		return start, nil // nothing is missing; if the part is not the file, its checksum will tell
	case http.StatusOK:
		start = 0
	}
	if err := receive(resp, part, start, d.Progress, cancel); err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		return start, fmt.Errorf("cut after %d bytes: %w", size(d.part), err)
	}
	return start, part.Sync()
}

// receive writes the body of an answer to part, from the given offset on. If nothing comes for too
// long, it cancels.
func receive(resp *http.Response, part *os.File, start int64, progress func(done, total int64),
	cancel context.CancelCauseFunc) error {
	if err := part.Truncate(start); err != nil {
		return err
	}
	if _, err := part.Seek(start, io.SeekStart); err != nil {
		return err
	}
	total := int64(-1)
	if resp.ContentLength >= 0 {
		total = start + resp.ContentLength
	}
	timer := time.AfterFunc(stall, func() { cancel(fmt.Errorf("nothing came for %v", stall)) })
	defer timer.Stop()
	_, err := io.Copy(part, &watched{Reader: resp.Body, done: start, total: total, progress: progress, timer: timer})
	return err
}

// request asks for u from the given offset on. The answer is the whole (200), exactly that rest
// (206), or 416.
func request(ctx context.Context, u string, offset int64) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
	if err != nil {
		return nil, err
	}
	if offset > 0 {
		req.Header.Set("Range", "bytes="+strconv.FormatInt(offset, 10)+"-")
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, cause(err))
	}
	got := resp.Header.Get("Content-Range")
	switch {
	case resp.StatusCode == http.StatusOK,
		resp.StatusCode == http.StatusRequestedRangeNotSatisfiable && offset > 0,
		resp.StatusCode == http.StatusPartialContent && strings.HasPrefix(got, fmt.Sprintf("bytes %d-", offset)):
		return resp, nil
	case resp.StatusCode == http.StatusPartialContent:
		err = fmt.Errorf("the server was asked for the bytes from %d on and sent %q", offset, got)
	default:
		err = fmt.Errorf("the server answers %s", resp.Status)
	}
	resp.Body.Close()
	return nil, err
}

// cause drops "Get \"https://…\":" from an error of the HTTP client: whoever reports it names the
// place.
func cause(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// watched reports progress and puts off the stall timer whenever bytes arrive.
type watched struct {
	io.Reader
	done, total int64
	progress    func(done, total int64)
	timer       *time.Timer
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	w.done += int64(n)
	w.timer.Reset(stall)
	if w.progress != nil && n > 0 {
		w.progress(w.done, w.total)
	}
	return n, err
}
