// Package he is the homomorphic encryption of the one-time-he scheme: ring-LWE
// that is additive in messages and in keys, so that the sum of the ciphertexts
// of some participants decrypts with the sum of their one-time keys.
//
// With R_q = Z_q[X]/(X^N + 1), q = p1·p2, participant i and chunk j:
//
//	x_ij = a_j·s_i + e_ij + ⌊q·m_ij/2^τ⌉  mod q
//	c_ij = ⌊x_ij·2^b/q⌉                   mod 2^b      what is sent
//	C_j  = Σ_i c_ij                        mod 2^b      package residue
//	Σ m  = ⌊(C_j − ⌊(a_j·S mod q)·2^b/q⌉ mod 2^b)/2^(b−τ)⌉ mod 2^τ,  S = Σ_i s_i
//
// The sum is exact for as many participants as the parameter set serves; the
// inequality is in package parameters. Sending the b highest bits of x is
// post-processing of a ring-LWE sample. Of partly filled chunks the lanes that
// carry nothing are not sent.
//
// # Public polynomials
//
// a_j is drawn as its values, not its coefficients. With g the smallest
// primitive root of p that is at least 3, and ψ = g^((p−1)/2N), the value with
// index i is that at ψ^(2·rev(i)+1), rev reversing the 13 bits of i. For the
// primes of all sets:
//
//	p1 = 1152921504606830593  g = 10  ψ = 330791804103690911
//	p2 = 1152921504606748673  g = 3   ψ = 609248293264176271
//
// # Where secrets meet time
//
// Samplers, rounding and reductions here have no branch and no index that
// depends on a secret. The transforms are lattigo's, whose conditional
// subtractions the Go compiler turns into conditional moves on amd64 and arm64.
// Of lattigo nothing else is used: no decoder, no sampler, no generator.
package he
