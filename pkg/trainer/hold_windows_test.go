package trainer

func hold(string) { hang() }
