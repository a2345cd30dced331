package he

// Entry k of a table is 2^63 times the probability that a magnitude is at most
// k, rounded to the nearest integer, for a discrete Gaussian cut at the support:
// probability of x proportional to exp(−x²/2σ²) for |x| up to the support. The
// last magnitude needs no entry. TestTables recomputes both.

// secretTable: σ = 4.5, support ±36.
var secretTable = [...]uint64{
	0x0b59024fec89ec50, 0x217d539235d0a5d4, 0x360cf1461059d730, 0x48393dc29e0ea618,
	0x578317c4b22a0924, 0x63c10f69a9d877dc, 0x6d15a14a518c878c, 0x73da60227f8da113,
	0x7886cc92ff976de7, 0x7b99197ca79df7aa, 0x7d84f6c8cd55a9d7, 0x7ea9d2310b77d18e,
	0x7f4fc981c5f17386, 0x7fa94f7bd96b2f5d, 0x7fd745f7270d74c0, 0x7fedbbff905189fb,
	0x7ff82e871c6d0532, 0x7ffcce995577c315, 0x7ffec18de070bab7, 0x7fff89ad918df2af,
	0x7fffd613c8602e58, 0x7ffff1d690d2da44, 0x7ffffb708001a9db, 0x7ffffe99a27fe60c,
	0x7fffff97297ef630, 0x7fffffe2c5c84b2b, 0x7ffffff83c56eaf6, 0x7ffffffe08e55bcf,
	0x7fffffff86ad3dcc, 0x7fffffffe420be87, 0x7ffffffff9e68309, 0x7ffffffffeba88be,
	0x7fffffffffbf6c88, 0x7ffffffffff3d655, 0x7ffffffffffddc1b, 0x7fffffffffffaf19,
}

// errorTable: σ = 6.36, support ±51.
var errorTable = [...]uint64{
	0x08076e50b3701413, 0x17e3ca792920e54c, 0x272c5663a79c2cf6, 0x358a6396a7625540,
	0x42b7917d6766b564, 0x4e819a9acc5b6de9, 0x58cbf2dc58b0c9f8, 0x618f3b753ccf8012,
	0x68d6dc0c509f9dad, 0x6ebd472928720606, 0x736789a7c5529287, 0x7700c220386146e5,
	0x79b602e8c172bd18, 0x7bb2f88e40da5769, 0x7d1f81440eab1e2f, 0x7e1e388e3c8a5f56,
	0x7ecbdb26aa17bd04, 0x7f3f545ea4c0b58f, 0x7f8a3f90e34f8962, 0x7fb9ab17fc09d9d9,
	0x7fd6f3368eed9567, 0x7fe89702e2888778, 0x7ff2f4fafa2f0c08, 0x7ff8e6a689e44382,
	0x7ffc39ce249101e7, 0x7ffe0a470bf5c130, 0x7fff018c9a27fa97, 0x7fff81f99cbfca03,
	0x7fffc30c05e97596, 0x7fffe3368a4c99c5, 0x7ffff2b998ab7118, 0x7ffffa05db238d2e,
	0x7ffffd5f59f0cc33, 0x7ffffedf50850272, 0x7fffff870b66b191, 0x7fffffce86bb60f8,
	0x7fffffec3ef3727e, 0x7ffffff84cf02c98, 0x7ffffffd12163ed2, 0x7ffffffee9814b74,
	0x7fffffff9b0cb408, 0x7fffffffdc48856a, 0x7ffffffff3aa8f0c, 0x7ffffffffbd7da9c,
	0x7ffffffffea1ff10, 0x7fffffffff8fae85, 0x7fffffffffdcdba1, 0x7ffffffffff54e18,
	0x7ffffffffffcdc2d, 0x7fffffffffff2348, 0x7fffffffffffceca,
}
