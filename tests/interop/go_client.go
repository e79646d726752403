// ugorji's codec under Go's net/rpc.
package main

import (
	"fmt"
	"log"
	"net"
	"net/rpc"
	"os"
	"reflect"

	"github.com/ugorji/go/codec"
)

type object = map[string]interface{}

func main() {
	connection, err := net.Dial("tcp", os.Getenv("ATRIUM_HOST")+":"+os.Getenv("ATRIUM_PORT"))
	if err != nil {
		log.Fatal(err)
	}
	handle := new(codec.MsgpackHandle)
	handle.RawToString = true
	handle.WriteExt = true
	handle.MapType = reflect.TypeOf(object(nil))
	client := rpc.NewClientWithCodec(codec.MsgpackSpecRpc.ClientCodec(connection, handle))
	call := func(method string, params ...interface{}) (object, error) {
		var result object
		if params == nil {
			params = []interface{}{object{}}
		}
		err := client.Call(method, codec.MsgpackSpecRpcMultiArgs(params), &result)
		return result, err
	}
	must := func(result object, err error) object {
		if err != nil {
			log.Fatal(err)
		}
		return result
	}

	hello := must(call("session.hello", object{"protocol": 1, "auth": object{"api_key": os.Getenv("ATRIUM_KEY")}}))
	fmt.Println("server", hello["server"])
	principal := hello["principal"].(object)
	fmt.Println("principal", principal["kind"], principal["tenant"])
	person := object{"email": "zoe@example.com", "first_name": os.Getenv("ATRIUM_NAME"), "last_name": "Z"}
	made := must(call("customers.create", person))
	fmt.Println("created", made["id"], made["number"], made["first_name"])
	got := must(call("customers.get", object{"customer": object{"id": made["id"]}}, object{"min_seq": made["seq"]}))
	fmt.Println("got", got["id"], got["version"], got["first_name"])
	if _, err := call("customers.create", person); err != nil {
		fmt.Println("error", err)
	}
	switch time := must(call("rpc.ping"))["time"].(type) {
	case int64, uint64:
		fmt.Println("ping integer")
	default:
		fmt.Printf("ping %T\n", time)
	}
}
