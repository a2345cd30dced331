package site

import (
	"errors"
	"fmt"

	"samband/pkg/digest"
	"samband/pkg/he"
	"samband/pkg/he/direct"
	"samband/pkg/parameters"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// collective is the schemes direct-bgv and direct-ckks: vectors encrypted under
// one key of which every participant of the session holds a part. All of them
// are needed for a sum. There is nothing to offer and no checksum: the scheme
// wants all parties to follow the protocol, and one that does not has more to
// gain than a wrong sum.
type collective struct {
	name    secagg.Scheme
	key     *direct.PublicKey // nil outside a session
	ring    *direct.Ring
	part    *direct.Secret
	parties int // who have a part of the key
}

// Found is as Scheme says.
func (s *collective) Found(set parameters.Set, seed digest.Digest) ([]byte, Part, error) {
	ring, err := direct.New(set)
	if err != nil {
		return nil, nil, err
	}
	part := ring.NewSecret()
	public, err := part.Public(seed)
	return public, part, err
}

// ParsePart is as Scheme says.
func (s *collective) ParsePart(set parameters.Set, b []byte) (Part, error) {
	ring, err := direct.New(set)
	if err != nil {
		return nil, err
	}
	return ring.ParseSecret(b)
}

// Join is as Scheme says.
func (s *collective) Join(set parameters.Set, seed digest.Digest, publics [][]byte, part Part) (Scheme, error) {
	ring, err := direct.New(set)
	if err != nil {
		return nil, err
	}
	secret, ok := part.(*direct.Secret)
	if !ok {
		return nil, errNoPart
	}
	key, err := ring.Combine(seed, publics)
	if err != nil {
		return nil, err
	}
	return &collective{s.name, key, ring, secret, len(publics)}, nil
}

// Offer is as Scheme says.
func (s *collective) Offer(secagg.Round, secagg.Member, []secagg.Member) (*Offer, error) {
	return new(Offer), nil
}

var errNoPart = errors.New("this participant has no part of the collective key: the session is not joined")

func (s *collective) check(r secagg.Round) error {
	if s.key == nil {
		return errNoPart
	}
	if !s.ring.Serves(r.Set) {
		return fmt.Errorf("the collective key is not for parameter set %s", r.Set.Name)
	}
	return r.Check(s.name)
}

// ciphered is what one goroutine needs for the ciphertexts of one contribution
// or sum.
type ciphered struct {
	run            vector.Run
	values, digits []uint64
	slots          *he.Coefficients // of which only the low words are used
	bodies         [][]byte         // of one ciphertext
	shares         [][]byte         // of all members, for it

	encryptor *direct.Encryptor
	sharer    *direct.Sharer
	decryptor *direct.Decryptor
}

func (w *ciphered) destroy() {
	clear(w.values)
	clear(w.digits)
	if w.slots != nil {
		destroy(w.slots)
	}
}

// carried is how many slots of a ciphertext the packing uses.
func carried(r secagg.Round, ciphertext int) int {
	n := r.Set.Slots()
	return min(n, r.Packing.Coefficients()-ciphertext*n)
}

func (w *ciphered) locate(r secagg.Round, ciphertext int) (err error) {
	n := r.Set.Slots()
	w.run, err = r.Packing.Run(ciphertext*n, n)
	return err
}

// read takes the bodies of a ciphertext of the sum.
func (w *ciphered) read(r secagg.Round, ciphertext int, read func(int) ([]byte, error)) error {
	w.bodies = w.bodies[:0]
	for i := range r.Set.Primes {
		body, err := read(ciphertext*len(r.Set.Primes) + i)
		if err != nil {
			return err
		}
		w.bodies = append(w.bodies, body)
	}
	return nil
}

// Protect is as Scheme says.
func (s *collective) Protect(r secagg.Round, _ *Offer, values vector.Source, _ *seal.Group, emit func(int, []byte) error) error {
	if err := s.check(r); err != nil {
		return err
	}
	return steps[*ciphered]{
		worker: func() (*ciphered, error) {
			return &ciphered{encryptor: direct.NewEncryptor(s.key), slots: he.NewCoefficients(r.Set.Slots())}, nil
		},
		before: func(w *ciphered, c int) error {
			if err := w.locate(r, c); err != nil {
				return err
			}
			w.values = sized(w.values, w.run.Values)
			return values(w.run.First, w.values)
		},
		work: func(w *ciphered, c int) error {
			w.digits = sized(w.digits, w.run.Digits)
			if err := w.run.Split(w.values, w.digits); err != nil {
				return err
			}
			if err := he.Encode(w.run, w.digits, w.slots); err != nil {
				return err
			}
			w.bodies = w.bodies[:0]
			for _, shape := range direct.Bodies(r.Set) {
				w.bodies = append(w.bodies, make([]byte, shape.Bytes()))
			}
			return w.encryptor.Encrypt(w.slots.Lo[:carried(r, c)], w.bodies)
		},
		after: func(w *ciphered, c int) error {
			for i, body := range w.bodies {
				if err := emit(c*len(w.bodies)+i, body); err != nil {
					return err
				}
			}
			return nil
		},
		end: (*ciphered).destroy,
	}.run(0, secagg.Ciphertexts(r.Packing, r.Set))
}

// Release is as Scheme says: this member's decryption shares of all ciphertexts
// of the sum, one after another.
func (s *collective) Release(r secagg.Round, self secagg.Member, _ *seal.PrivateKey, c Closing, group *seal.Group) ([]byte, error) {
	if err := s.check(r); err != nil {
		return nil, err
	}
	if err := checkSet(r, c.Set); err != nil {
		return nil, err
	}
	size := direct.PolynomialSize(r.Set)
	count := secagg.Ciphertexts(r.Packing, r.Set)
	shares := make([]byte, count*size)
	err := steps[*ciphered]{
		worker: func() (*ciphered, error) {
			sharer, err := direct.NewSharer(s.part)
			return &ciphered{sharer: sharer}, err
		},
		before: func(w *ciphered, i int) error { return w.read(r, i, c.Sum) },
		work: func(w *ciphered, i int) error {
			if err := w.sharer.Share(w.bodies, shares[i*size:(i+1)*size]); err != nil {
				return &ChecksumError{Err: fmt.Errorf("ciphertext %d of the sum: %w", i, err)}
			}
			return nil
		},
		after: func(*ciphered, int) error { return nil },
		end:   (*ciphered).destroy,
	}.run(0, count)
	if err != nil {
		return nil, err
	}
	return group.SealRelease(r.Prefix, self.ID, shares)
}
