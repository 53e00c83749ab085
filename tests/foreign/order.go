// Logs in with the published client and orders a project: order signature|login.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"time"

	"github.com/ovh/go-ovh/ovh"
)

const (
	key    = "sandbox-application-key"
	secret = "sandbox-application-secret"
	name   = "été in Paris"
)

type object = map[string]interface{}

func main() {
	client := loggedIn(os.Args[1])
	var cart, item, order struct {
		CartID  string `json:"cartId"`
		ItemID  int    `json:"itemId"`
		OrderID int    `json:"orderId"`
	}
	must(client.Post("/order/cart", object{"ovhSubsidiary": "FR", "description": nil}, &cart))
	path := "/order/cart/" + cart.CartID
	must(client.Post(path+"/assign", nil, nil))
	must(client.Post(path+"/cloud", object{
		"planCode": "project.2018", "duration": "P1M", "pricingMode": "default", "quantity": 1,
	}, &item))
	configuration := fmt.Sprintf("%s/item/%d/configuration", path, item.ItemID)
	must(client.Post(configuration, object{"label": "description", "value": name}, nil))
	must(client.Post(path+"/checkout", nil, &order))
	wait(client, fmt.Sprintf("/me/order/%d", order.OrderID))
	fmt.Println("delivered")
}

func wait(client *ovh.Client, order string) {
	for status := ""; status != "delivered"; time.Sleep(100 * time.Millisecond) {
		must(client.Get(order+"/status", &status))
	}
	var details []int
	must(client.Get(order+"/details", &details))
	var detail struct{ Domain string }
	must(client.Get(fmt.Sprintf("%s/details/%d", order, details[0]), &detail))
	var project struct{ Description string }
	must(client.Get("/cloud/project/"+detail.Domain, &project))
	if project.Description != name {
		log.Fatalf("the project is called %q", project.Description)
	}
}

func loggedIn(login string) *ovh.Client {
	consumer := map[string]string{"signature": "sandbox-consumer-key", "login": ""}[login]
	client, err := ovh.NewClient(os.Getenv("SANDBOX"), key, secret, consumer)
	must(err)
	if login == "login" {
		request := client.NewCkRequest()
		request.AddRecursiveRules(ovh.ReadWrite, "/")
		asked, err := request.Do()
		must(err)
		validate(asked.ValidationURL)
	}
	return client
}

// Presses the button, as a person does.
func validate(page string) {
	shown, err := http.Get(page)
	must(err)
	text, err := io.ReadAll(shown.Body)
	must(err)
	token := regexp.MustCompile(`name="formToken" value="(\w+)"`).FindSubmatch(text)[1]
	_, err = http.PostForm(page, url.Values{"formToken": {string(token)}})
	must(err)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
