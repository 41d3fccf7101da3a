package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"
)

// connection is Jupyter's connection file.
type connection struct {
	Transport string `json:"transport"`
	IP        string `json:"ip"`
	Shell     int    `json:"shell_port"`
	Control   int    `json:"control_port"`
	Stdin     int    `json:"stdin_port"`
	IOPub     int    `json:"iopub_port"`
	Heartbeat int    `json:"hb_port"`
	Key       string `json:"key"`
	Scheme    string `json:"signature_scheme"`
}

func readConnection(path string) (connection, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return connection{}, err
	}
	var c connection
	if err := json.Unmarshal(content, &c); err != nil {
		return connection{}, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// address is where a socket of this connection listens; Jupyter writes the two transports
// differently.
func (c connection) address(port int) string {
	if c.Transport == "ipc" {
		return fmt.Sprintf("ipc://%s-%d", c.IP, port)
	}
	return fmt.Sprintf("%s://%s:%d", c.Transport, c.IP, port)
}

// delimiter stands between the routing part of a Jupyter message and the message.
const delimiter = "<IDS|MSG>"

// header says what a message is.
type header struct {
	ID       string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"`
	Type     string `json:"msg_type"`
	Version  string `json:"version"`
}

// message is a message of Jupyter's protocol, version 5. What is not looked into stays as it came.
type message struct {
	route    [][]byte // who gets it, or what it is about
	header   header
	parent   json.RawMessage // the header of the message that this one belongs to
	metadata json.RawMessage
	content  json.RawMessage
	buffers  [][]byte
}

// decode reads the frames of a message. The sender is not in doubt: both ends are programs that
// know the key, and who receives the frames in the end checks the signature.
func decode(frames [][]byte) (message, error) {
	for i, frame := range frames {
		if string(frame) != delimiter {
			continue
		}
		if len(frames) < i+6 { // delimiter, signature, header, parent, metadata, content
			return message{}, errors.New("a message is cut short")
		}
		m := message{
			route: frames[:i], parent: frames[i+3], metadata: frames[i+4], content: frames[i+5], buffers: frames[i+6:],
		}
		return m, json.Unmarshal(frames[i+2], &m.header)
	}
	return message{}, errors.New("a message has no delimiter")
}

// encode gives the frames of the message, signed with the key.
func (m message) encode(key string) ([][]byte, error) {
	head, err := json.Marshal(m.header)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, []byte(key))
	parts := [][]byte{head, orEmpty(m.parent), orEmpty(m.metadata), orEmpty(m.content)}
	for _, part := range parts {
		mac.Write(part)
	}
	frames := append([][]byte{}, m.route...)
	frames = append(frames, []byte(delimiter), []byte(hex.EncodeToString(mac.Sum(nil))))
	return append(append(frames, parts...), m.buffers...), nil
}

func orEmpty(part json.RawMessage) json.RawMessage {
	if len(part) == 0 {
		return json.RawMessage("{}")
	}
	return part
}

// parentHeader is the header of the message that this one belongs to, without values if there is
// none.
func (m message) parentHeader() (h header) {
	if json.Unmarshal(m.parent, &h) != nil {
		return header{}
	}
	return h
}

// parentID is the id of the message that this one belongs to.
func (m message) parentID() string { return m.parentHeader().ID }

// with is the message with another content.
func (m message) with(content any) message {
	m.content = mustJSON(content)
	return m
}

// about is a new message that belongs to this one: an answer to it, with its route, or news about
// it.
func (m message) about(kind string, content any) message {
	reply := newMessage(kind, content)
	reply.header.Session = m.header.Session
	reply.route, reply.parent = m.route, mustJSON(m.header)
	return reply
}

func newMessage(kind string, content any) message {
	return message{
		header: header{
			ID: rand.Text(), Session: rand.Text(), Username: "gophergan-kernel",
			Date: time.Now().UTC().Format(time.RFC3339Nano), Type: kind, Version: "5.3",
		},
		content: mustJSON(content),
	}
}

// mustJSON encodes what this program made itself, and so can be encoded.
func mustJSON(v any) json.RawMessage {
	encoded, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return encoded
}
