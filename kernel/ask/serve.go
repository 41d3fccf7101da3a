package ask

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Serve opens the page of a session on address, such as "127.0.0.1:0", which has to be on
// 127.0.0.1: pictures and answers are for this machine only. Port 0 is any free one. ready is
// called with the address for the browser. Serve returns nil when all pairs are answered, and ctx's
// error when it ends before; what was answered is kept.
func Serve(ctx context.Context, address string, s *Session, ready func(url string)) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil || host != "127.0.0.1" {
		return fmt.Errorf("ask: cannot listen on %q: the page is for this machine only, so the address is 127.0.0.1 and a port, "+
			"such as 127.0.0.1:0", address)
	}
	listener, err := net.Listen("tcp4", address)
	if err != nil {
		return fmt.Errorf("ask: %w; port 0 takes any that is free", err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	server := &http.Server{
		Handler:           s.Handler(net.JoinHostPort(host, port), net.JoinHostPort("localhost", port)),
		ReadHeaderTimeout: 10 * time.Second,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	ready("http://" + net.JoinHostPort(host, port) + s.Path())
	select {
	case err := <-failed:
		return fmt.Errorf("ask: %w", err)
	case <-ctx.Done():
		err = ctx.Err()
	case <-s.Finished():
	}
	// The last reply goes out; connections on which a browser waits for more are cut.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if late := server.Shutdown(last); late != nil {
		err = errors.Join(err, server.Close())
	}
	return err
}
