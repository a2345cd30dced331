package lang

// What bundle and verify say of a bundle. Arguments in the comments.
const (
	BundleNothing   Key = "error.bundle-nothing" //
	BundleMissing   Key = "bundle.missing"       // parties
	BundleIs        Key = "bundle.is"            // directory, title, short hash, number of files
	BundleSigned    Key = "bundle.signed"        //
	BundleKeys      Key = "bundle.keys"          // hash, parties with fingerprints
	BundleCosigned  Key = "bundle.cosigned"      // party, number of events, of how many
	TrafficHead     Key = "traffic"              //
	TrafficMessages Key = "traffic.messages"     //
	TrafficPayload  Key = "traffic.payload"      //
	TrafficLost     Key = "traffic.lost"         //
	TrafficExcess   Key = "traffic.excess"       //
	TrafficNote     Key = "traffic.note"         //
	ConnectionsLine Key = "traffic.connections"  // three numbers
	HiddenTail      Key = "not-shown.tail"       //
	FlowsBundle     Key = "error.flows-bundle"   //
	FlowsHead       Key = "flows"                // number of flows
	FlowsCompared   Key = "flows.compared"       // source, destination, port as text, parties, number of connections
	FlowsOut        Key = "flows.out"            // four numbers as texts
	FlowsIn         Key = "flows.in"             // four numbers as texts
	FlowsMissing    Key = "flows.missing"        // number
	FlowsExtra      Key = "flows.extra"          // number
	FlowsRest       Key = "flows.rest"           // two numbers
)

// Prefixes of keys that are completed with who measured something.
const MeasuredBy Key = "measured-by"
