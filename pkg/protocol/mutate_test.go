package protocol_test

import (
	"reflect"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// mutated is a copy of a message in which one field, drawn from all of them, is
// something else: empty, longer, of another message, one bit away. It is signed
// anew, or not.
func (a *arena) mutated(m protocol.Message) protocol.Message {
	c := copied(reflect.ValueOf(m))
	var fields []reflect.Value
	gather(c.Elem(), &fields)
	if len(fields) > 0 {
		a.change(fields[a.draw(len(fields), "field")])
	}
	again := c.Interface().(protocol.Message)
	if from := c.Elem().FieldByName("From"); from.IsValid() && a.draw(4, "signed") != 3 {
		a.signAs(from.Interface().(identity.ID), again)
	}
	return again
}

// signAs signs for a liar: nobody has the keys of the others.
func (a *arena) signAs(id identity.ID, m protocol.Message) {
	if n := a.nodes[id]; n != nil && n.liar {
		protocol.Sign(a.keys[id], m)
	}
}

// copied shares nothing with v.
func copied(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			c.Set(reflect.New(v.Type().Elem()))
			c.Elem().Set(copied(v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			c.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				c.Index(i).Set(copied(v.Index(i)))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			c.Field(i).Set(copied(v.Field(i)))
		}
	}
	return c
}

// gather lists v's fields, and those within them.
func gather(v reflect.Value, fields *[]reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			*fields = append(*fields, v.Field(i))
			gather(v.Field(i), fields)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Struct {
			for i := range v.Len() {
				gather(v.Index(i), fields)
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			gather(v.Elem(), fields)
		}
	}
}

func (a *arena) change(v reflect.Value) {
	switch v.Kind() {
	case reflect.Slice:
		switch n := v.Len(); a.draw(4, "slice") {
		case 0:
			v.SetZero()
		case 1:
			if n > 0 {
				i := a.draw(n, "drop")
				v.Set(reflect.AppendSlice(v.Slice3(0, i, i), v.Slice(i+1, n)))
			}
		case 2:
			if n > 0 {
				v.Set(reflect.Append(v, v.Index(a.draw(n, "again"))))
			}
		case 3:
			if n > 1 {
				reflect.Swapper(v.Interface())(0, a.draw(n, "swap"))
			}
		}
	case reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			b := v.Index(a.draw(v.Len(), "byte"))
			b.SetUint(b.Uint() ^ 1)
		}
	case reflect.String:
		ids := append([]identity.ID{"", "hub", "nobody"}, a.terms.Participants...)
		v.SetString(string(ids[a.draw(len(ids), "name")]))
	case reflect.Uint32, reflect.Uint64:
		v.SetUint([]uint64{0, 1, 2, v.Uint() + 1, 1<<32 - 1}[a.draw(5, "number")])
	case reflect.Bool:
		v.SetBool(!v.Bool())
	default:
		v.SetZero()
	}
}

// bare is a message of any kind, empty but for its prefix and sender.
func (a *arena) bare(p protocol.Prefix, from identity.ID) protocol.Message {
	all := []protocol.Message{
		&protocol.Hello{Prefix: p, From: from}, &protocol.Hellos{Prefix: p}, &protocol.GroupKey{Prefix: p, From: from},
		&protocol.GroupKeys{Prefix: p}, &protocol.Attempt{Prefix: p}, &protocol.Ready{Prefix: p, From: from},
		&protocol.Open{Prefix: p}, &protocol.Commit{Prefix: p, From: from}, &protocol.Commitments{Prefix: p},
		&protocol.Upload{Header: protocol.Header{Prefix: p, From: from}}, &protocol.Close{Prefix: p},
		&protocol.Endorse{Prefix: p, From: from}, &protocol.Endorsements{Prefix: p}, &protocol.Release{Prefix: p, From: from},
		&protocol.Result{Prefix: p}, &protocol.Fetch{Prefix: p}, &protocol.Ack{Prefix: p, From: from}, &protocol.Done{Prefix: p},
		&protocol.Resume{Prefix: p, From: from}, &protocol.Shown{Prefix: p}, &protocol.Refuse{Prefix: p, From: from},
		&protocol.Stop{Prefix: p, From: from},
	}
	m := all[a.draw(len(all), "kind")]
	a.signAs(from, m)
	return m
}
