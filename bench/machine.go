package main

import (
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
)

// machine is what a measurement ran on.
type machine struct {
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"`
	Memory int64  `json:"memory_bytes"` // 0 if unknown
	OS     string `json:"os"`
	Arch   string `json:"arch"`
}

// thisMachine describes this machine as far as the system tells.
func thisMachine() machine {
	m := machine{CPU: "unknown", Cores: runtime.NumCPU(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	if cpu := field("/proc/cpuinfo", "model name"); cpu != "" {
		m.CPU = strings.Join(strings.Fields(cpu), " ")
	}
	m.Memory = kibibytes(field("/proc/meminfo", "MemTotal"))
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		m.OS += " " + strings.TrimSpace(string(release))
	}
	return m
}

// load is the system's load average over the last minute, nil if unknown.
func load() *float64 {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return nil
	}
	first, _, _ := strings.Cut(string(text), " ")
	v, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return nil
	}
	return &v
}

// field is what a file of "name: value" lines says first under a name.
func field(path, name string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// kibibytes reads "123 kB" as bytes.
func kibibytes(text string) int64 {
	number, _, _ := strings.Cut(text, " ")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0
	}
	return n << 10
}

// versions are those of Go and of the modules in this program that do the work.
func versions() map[string]string {
	all := map[string]string{"go": runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return all
	}
	if revision, err := exec.Command("git", "rev-parse", "--short=12", "HEAD").Output(); err == nil {
		all["samband"] = strings.TrimSpace(string(revision)) // go run stamps no program
	}
	for _, s := range info.Settings {
		if s.Key == "GOAMD64" {
			all["GOAMD64"] = s.Value
		}
	}
	for _, d := range info.Deps {
		switch d.Path {
		case "github.com/tuneinsight/lattigo/v5", "google.golang.org/grpc", "google.golang.org/protobuf":
			all[d.Path] = d.Version
		}
	}
	return all
}
