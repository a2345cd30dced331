package lang_test

import (
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/exposure"
	"samband/pkg/lang"
	"samband/pkg/ledger"
	"samband/pkg/plan"
	"samband/pkg/secagg"
)

// Names that come from other packages' data have words in every language.
func TestNamesOfOtherPackagesHaveWords(t *testing.T) {
	names := map[lang.Key][]string{
		lang.Phase: {plan.Moments, plan.Newton, plan.Evaluate,
			agreement.FedAvg, agreement.FedAvgM, agreement.FedProx, agreement.Scaffold, agreement.FedAdam, agreement.FedYogi, agreement.FedAdagrad},
		lang.Form:  {string(ledger.Plain), string(ledger.Ciphertext), string(ledger.Sealed), string(ledger.Noised), string(ledger.Metadata)},
		lang.Sees:  {string(exposure.None), string(exposure.Ciphertext), string(exposure.Derivable), string(exposure.Plain)},
		lang.Seat:  {exposure.Recipient, exposure.Observer},
		lang.Trust: {string(secagg.OneTimeHE), string(secagg.Plaintext)},
	}
	for _, a := range exposure.Assets() {
		names[lang.Asset] = append(names[lang.Asset], string(a))
	}
	for _, tag := range []string{"en", "sv"} {
		l, err := lang.New(tag)
		if err != nil {
			t.Fatal(err)
		}
		for prefix, list := range names {
			for _, name := range list {
				if !l.Has(prefix + "." + lang.Key(name)) {
					t.Errorf("%s: no words for %s.%s", tag, prefix, name)
				}
			}
		}
	}
}
