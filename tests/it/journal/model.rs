//! The protocol as a model: every order of the steps of two processes, of which each may crash or sleep at
//! any step, and of a network that delivers a checkout late or never.

#![expect(
    clippy::indexing_slicing,
    reason = "carts and processes are few and known"
)]

use ovh_order::journal::State;
use stateright::{Checker, Model, Property};

/// How many carts there are at most; a third attempt shows nothing that the second does not.
const CARTS: usize = 3;

/// How often a run is claimed at most.
const CLAIMS: u8 = 6;

/// Whether a cart is deleted before its checkout is called absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fence {
    Kept,
    LeftOut,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Cart {
    Open,
    Ordered,
    Deleted,
}

/// What a process does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Next {
    Claim,
    OpenCart,
    WriteCarted(usize),
    WritePosting(usize),
    Send(usize),
    WaitForAnswer(usize),
    WriteOrdered,
    /// Of a cart that somebody left before its checkout.
    Discard(usize),
    WriteAbandoned,
    DeleteCart(usize),
    Search(usize),
    Rest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Process {
    next: Next,
    token: u8,
}

const IDLE: Process = Process {
    next: Next::Claim,
    token: 0,
};

/// The run as the journal has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Run {
    state: State,
    cart: usize,
    token: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    run: Run,
    carts: Vec<Cart>,
    /// The carts whose checkouts are under way.
    sent: Vec<usize>,
    processes: [Process; 2],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Action {
    Step(usize),
    Crash(usize),
    Deliver(usize),
    Lose(usize),
}

impl World {
    fn orders(&self) -> usize {
        self.carts
            .iter()
            .filter(|cart| **cart == Cart::Ordered)
            .count()
    }

    /// Writes the run, unless another process has it: then this one gives up.
    fn write(&mut self, process: usize, state: State, then: Next) {
        let Process { token, .. } = self.processes[process];
        if self.run.token != token || !self.run.state.leads_to(state) {
            self.processes[process] = IDLE;
            return;
        }
        self.run.state = state;
        self.processes[process].next = then;
    }

    /// A claim whose time is over can be taken at any moment; that it is not over is the same as nobody
    /// taking it.
    fn claim(&mut self, process: usize) {
        self.run.token += 1;
        let cart = self.run.cart;
        let next = match self.run.state {
            State::Prepared => Next::OpenCart,
            State::Abandoned => {
                self.run.state = State::Prepared;
                Next::OpenCart
            }
            State::Carted => Next::Discard(cart),
            State::Posting | State::Unknown => Next::DeleteCart(cart),
            _ => Next::Rest,
        };
        self.processes[process] = Process {
            next,
            token: self.run.token,
        };
    }

    fn step(&mut self, process: usize, fence: Fence) {
        match self.processes[process].next {
            Next::Claim => self.claim(process),
            Next::OpenCart => {
                self.carts.push(Cart::Open);
                self.processes[process].next = Next::WriteCarted(self.carts.len() - 1);
            }
            Next::WriteCarted(cart) => {
                self.write(process, State::Carted, Next::WritePosting(cart));
                if self.processes[process] != IDLE {
                    self.run.cart = cart;
                }
            }
            Next::WritePosting(cart) => self.write(process, State::Posting, Next::Send(cart)),
            Next::Send(cart) => {
                self.sent.push(cart);
                self.processes[process].next = Next::WaitForAnswer(cart);
            }
            Next::WaitForAnswer(cart) => {
                if self.carts[cart] == Cart::Ordered {
                    self.processes[process].next = Next::WriteOrdered;
                }
            }
            Next::WriteOrdered => self.write(process, State::Ordered, Next::Rest),
            Next::Discard(cart) => {
                self.carts[cart] = Cart::Deleted;
                self.processes[process].next = Next::WriteAbandoned;
            }
            Next::WriteAbandoned => self.write(process, State::Abandoned, Next::Claim),
            Next::DeleteCart(cart) => {
                if fence == Fence::Kept && self.carts[cart] == Cart::Open {
                    self.carts[cart] = Cart::Deleted;
                }
                self.processes[process].next = Next::Search(cart);
            }
            Next::Search(cart) => {
                let is_absent = self.carts[cart] == Cart::Deleted || fence == Fence::LeftOut;
                match self.orders() {
                    1.. => self.write(process, State::Ordered, Next::Rest),
                    0 if is_absent => self.write(process, State::Abandoned, Next::Claim),
                    0 => self.processes[process] = IDLE,
                }
            }
            Next::Rest => {}
        }
    }
}

/// The protocol, with or without its fence.
struct Protocol(Fence);

impl Model for Protocol {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        let run = Run {
            state: State::Prepared,
            cart: 0,
            token: 0,
        };
        vec![World {
            run,
            carts: Vec::new(),
            sent: Vec::new(),
            processes: [IDLE; 2],
        }]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        for (index, process) in world.processes.iter().enumerate() {
            let is_possible = match process.next {
                Next::Claim => world.run.token < CLAIMS,
                Next::OpenCart => world.carts.len() < CARTS,
                Next::WaitForAnswer(cart) => world.carts[cart] == Cart::Ordered,
                Next::Rest => false,
                _ => true,
            };
            if is_possible {
                actions.push(Action::Step(index));
            }
            if process.next != Next::Claim {
                actions.push(Action::Crash(index));
            }
        }
        for cart in &world.sent {
            actions.extend([Action::Deliver(*cart), Action::Lose(*cart)]);
        }
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        let mut world = world.clone();
        match action {
            Action::Step(process) => world.step(process, self.0),
            Action::Crash(process) => world.processes[process] = IDLE,
            Action::Deliver(cart) => {
                world.sent.retain(|sent| *sent != cart);
                // A cart that was deleted or ordered cannot be checked out.
                if world.carts[cart] == Cart::Open {
                    world.carts[cart] = Cart::Ordered;
                }
            }
            Action::Lose(cart) => world.sent.retain(|sent| *sent != cart),
        }
        Some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("one order at most", |_, world: &World| world.orders() <= 1),
            Property::always(
                "an order that is written down exists",
                |_, world: &World| world.run.state != State::Ordered || world.orders() == 1,
            ),
            Property::sometimes("it is ordered", |_, world: &World| {
                world.run.state == State::Ordered
            }),
            Property::sometimes("it is ordered after another attempt", |_, world: &World| {
                world.run.state == State::Ordered && world.carts.len() == CARTS
            }),
        ]
    }
}

#[test]
fn the_protocol_places_one_order_whoever_crashes_or_sleeps() {
    let checker = Protocol(Fence::Kept).checker().spawn_bfs().join();
    println!("{} states", checker.unique_state_count());
    checker.assert_properties();
    assert!(checker.unique_state_count() > 10_000);
}

#[test]
fn without_deleting_the_cart_two_orders_are_found() {
    let checker = Protocol(Fence::LeftOut).checker().spawn_bfs().join();
    let path = checker.assert_any_discovery("one order at most");
    println!("{path}");
}
