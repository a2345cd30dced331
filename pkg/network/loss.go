package network

import "math"

// judge is the loss summed over rows; it writes its derivative by every output
// to deltas, unless that is nil. All of them are in outputs' order.
func (l Loss) judge(deltas, outputs, targets []float32, width int) float64 {
	total := 0.0
	for at := 0; at < len(outputs); at += width {
		out, want := outputs[at:at+width], targets[at:at+width]
		var slope []float32
		if deltas != nil {
			slope = deltas[at : at+width]
		}
		switch l {
		case Logistic:
			total += logistic(slope, out, want)
		case Softmax:
			total += softmax(slope, out, want)
		default:
			total += squared(slope, out, want)
		}
	}
	return total
}

func logistic(slope, out, want []float32) float64 {
	loss := 0.0
	for j, o := range out {
		o, y := float64(o), float64(want[j])
		small := math.Exp(-math.Abs(o)) // cannot overflow
		loss += math.Max(o, 0) + math.Log1p(small) - y*o
		if slope != nil {
			p := 1 / (1 + small)
			if o < 0 {
				p = small / (1 + small)
			}
			slope[j] = float32(p - y)
		}
	}
	return loss
}

func softmax(slope, out, want []float32) float64 {
	most := float64(out[0])
	for _, o := range out {
		most = math.Max(most, float64(o))
	}
	sum, picked := 0.0, 0.0
	for j, o := range out {
		sum += math.Exp(float64(o) - most)
		picked += float64(want[j]) * float64(o)
	}
	if slope != nil {
		for j, o := range out {
			slope[j] = float32(math.Exp(float64(o)-most)/sum - float64(want[j]))
		}
	}
	return most + math.Log(sum) - picked
}

func squared(slope, out, want []float32) float64 {
	loss := 0.0
	for j, o := range out {
		off := float64(o) - float64(want[j])
		loss += off * off / 2
		if slope != nil {
			slope[j] = float32(off)
		}
	}
	return loss
}
