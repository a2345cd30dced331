package local

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/secagg"
)

// Say picks what stands in the agreement, which is in one language.
func (f *Federation) Say(english, swedish string) string {
	if f.Lang == "sv" {
		return swedish
	}
	return english
}

// agree makes every party's identity, writes the agreement and has all sign it,
// each with its own program.
func (f *Federation) agree(ctx context.Context) (*agreement.Agreement, error) {
	a := &agreement.Agreement{
		Version:     agreement.Version,
		Title:       f.Title,
		Purpose:     f.Purpose,
		LegalBasis:  f.Say("None needed for this demonstration on one machine.", "Ingen behövs för den här demonstrationen på en enda dator."),
		Coordinator: agreement.Coordinator{ID: hub, Name: f.Say("Neutral coordinator", "Fristående samordnare"), OperatedBy: f.Say("this demonstration", "den här demonstrationen")},
		Schema:      f.Schema,
		Model:       agreement.Logistic,
		Network:     f.Network,
		Trainer:     f.External,
		Algorithm:   f.Algorithm,
		Split:       f.Split,
		Aggregation: agreement.Aggregation{Scheme: f.Scheme, Deadline: agreement.Duration(2 * time.Minute)},
		Privacy:     agreement.Privacy{Unit: "record", Noise: agreement.NoNoise, MinCell: agreement.MinCell{Count: 5, Action: agreement.MergeCells}},
		Retention:   f.Say("Until the output directory of the demonstration is deleted.", "Tills katalogen med det som demonstrationen lämnar raderas."),
		Acknowledge: f.Acknowledge,
	}
	if f.Operator != "" {
		a.Coordinator.Name, a.Coordinator.OperatedBy = f.Say("Coordinator of a participant", "En deltagares samordnare"), string(f.Operator)
	}
	if f.Network != nil {
		a.Model = agreement.MLP
	}
	if f.External != nil {
		a.Model = agreement.External
	}
	if f.Privacy != nil {
		a.Privacy = *f.Privacy
	}
	if a.Aggregation.Scheme == "" {
		a.Aggregation.Scheme = agreement.OneTimeHE
	}
	if secagg.Scheme(a.Aggregation.Scheme).Direct() {
		a.Aggregation.Threshold = len(f.Hospitals) // these need all
	}
	var err error
	if a.Coordinator.Key, err = f.identity(ctx, "coordinator", hub, a.Coordinator.Name); err != nil {
		return nil, err
	}
	for _, h := range f.Hospitals {
		key, err := f.identity(ctx, "client", h.ID, h.Name)
		if err != nil {
			return nil, err
		}
		a.Parties = append(a.Parties, agreement.Party{ID: h.ID, Name: h.Name, Role: f.Say("controller", "personuppgiftsansvarig"), Key: key})
	}
	text, err := a.YAML()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(f.Out, agreementFile)
	if err := os.WriteFile(path, text, 0o644); err != nil {
		return nil, err
	}
	if err := f.sign(ctx); err != nil {
		return nil, err
	}
	return agreement.Read(path)
}

// sign has every party sign the agreement in Out.
func (f *Federation) sign(ctx context.Context) error {
	path := filepath.Join(f.Out, agreementFile)
	if _, err := f.tool(ctx, "coordinator", "sign", path, "--dir", f.dir(hub)); err != nil {
		return err
	}
	for _, h := range f.Hospitals {
		if _, err := f.tool(ctx, "client", "sign", path, "--dir", f.dir(h.ID)); err != nil {
			return err
		}
	}
	return nil
}

// identity has a party make its key and returns the public half from what its
// program printed for the agreement.
func (f *Federation) identity(ctx context.Context, program string, id identity.ID, name string) (identity.PublicKey, error) {
	said, err := f.tool(ctx, program, "init", "--dir", f.dir(id), "--name", name)
	if err != nil {
		return identity.PublicKey{}, err
	}
	for _, line := range strings.Split(said, "\n") {
		if key, ok := strings.CutPrefix(strings.TrimSpace(line), "key: "); ok {
			return identity.ParsePublicKey(key)
		}
	}
	return identity.PublicKey{}, fmt.Errorf("%s init printed no key for %s", program, id)
}

// tool runs one command of a program to its end and returns what it printed.
func (f *Federation) tool(ctx context.Context, program string, arguments ...string) (string, error) {
	var out, errs bytes.Buffer
	c := exec.CommandContext(ctx, f.program(program), append(arguments, "--lang", f.Lang)...)
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", program, arguments[0], err, errs.String())
	}
	return out.String(), nil
}
