//! What was talked about in the coaching of the made-up firm: what the coach saw, how to do better, what the coachee will do.
//! `{a}` is an account of the coachee's own, so that nobody's feedback stands in anybody else's record.

use crate::people::coaching::rules::session::{Kind, Skill, Stage};

/// What a session was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Talk {
    Creation,
    Pursuit,
    Close,
    PostDeal,
    Teach,
    Tailor,
    TakeControl,
    Relationship,
}

impl Talk {
    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Creation | Self::Pursuit | Self::Close | Self::PostDeal => Kind::Deal,
            Self::Teach | Self::Tailor | Self::TakeControl | Self::Relationship => Kind::Skill,
        }
    }

    pub(super) const fn stage(self) -> Stage {
        match self {
            Self::Creation => Stage::Creation,
            Self::Pursuit => Stage::Pursuit,
            Self::Close => Stage::Close,
            Self::PostDeal => Stage::PostDeal,
            Self::Teach | Self::Tailor | Self::TakeControl | Self::Relationship => Stage::None,
        }
    }

    pub(super) const fn skill(self) -> Option<Skill> {
        match self {
            Self::Teach => Some(Skill::Teach),
            Self::Tailor => Some(Skill::Tailor),
            Self::TakeControl => Some(Skill::TakeControl),
            Self::Relationship => Some(Skill::Relationship),
            Self::Creation | Self::Pursuit | Self::Close | Self::PostDeal => None,
        }
    }

    /// What is said, as instance, how and commitment.
    pub(super) const fn texts(self) -> &'static [[&'static str; 3]] {
        match self {
            Self::Creation => CREATION,
            Self::Pursuit => PURSUIT,
            Self::Close => CLOSE,
            Self::PostDeal => POST_DEAL,
            Self::Teach => TEACH,
            Self::Tailor => TAILOR,
            Self::TakeControl => TAKE_CONTROL,
            Self::Relationship => RELATIONSHIP,
        }
    }
}

const CREATION: &[[&str; 3]] = &[
    [
        "At {a} the plant head mentioned the new line twice; you went back to the price list both times.",
        "When a project is named at {a}, ask what it has to achieve and who will be measured by it before you show anything.",
        "I will call the plant head of {a} and ask what the new line has to deliver in its first year.",
    ],
    [
        "You have been to {a} four times this year and only ever met purchasing.",
        "Ask purchasing at {a} who loses sleep when a measurement drifts, and have them introduce you to that person.",
        "I will ask the buyer at {a} to introduce me to the head of maintenance.",
    ],
    [
        "The energy audit at {a} was public for three weeks before we knew of it.",
        "Read what {a} publishes on the first Monday of a month and bring one finding as a question, not as an offer.",
        "I will read the energy audit of {a} and write down two questions nobody has asked them yet.",
    ],
    [
        "You answered the inquiry from {a} the same day, without asking why it came now.",
        "Before quoting to {a}, find out what changed since the last quarter: a new owner, a failed batch, a new rule.",
        "I will ask {a} what made them write to us this month before I send a price.",
    ],
    [
        "The workshop at {a} ended with thanks and no next step, although production wanted a trial.",
        "Close a workshop at {a} with a date, a person and a result that both sides would call a success.",
        "I will agree a trial at {a} with a start date and the result that decides it.",
    ],
    [
        "For {a} your opportunity says “interest in flow meters”; it names no problem and no sum.",
        "Write the cost of the problem at {a} into the opportunity first; if you cannot, it is not one yet.",
        "I will put a number on what the lost batches cost {a} and have production confirm it.",
    ],
    [
        "You told {a} about the new pressure series, and they told you about their audit. Nobody joined the two.",
        "Start from the audit at {a}: which finding would close if the readings were traceable?",
        "I will go through the audit findings with quality at {a} and mark those that we can close.",
    ],
];

const PURSUIT: &[[&str; 3]] = &[
    [
        "The decision at {a} has three voices, and you have spoken to one of them since the offer.",
        "Draw the three people at {a} with what each would gain or lose, and see the one who says least.",
        "I will meet the controller of {a} before the steering round and ask what would make him say no.",
    ],
    [
        "You sent {a} a second version of the offer before anybody had answered the first.",
        "Ask {a} what in the first version does not carry; change nothing until you know.",
        "I will ask engineering at {a} for their comments on the first offer instead of sending a third.",
    ],
    [
        "The technical test at {a} has no date, and the competitor's has.",
        "Offer {a} two dates and the person who will stand beside the instrument.",
        "I will fix the test date with {a} and bring an applications engineer.",
    ],
    [
        "You counted {a} as likely because they like us; the budget owner has not been named.",
        "Ask at {a} whose budget it is and when it is decided. If nobody can say, move it back a stage.",
        "I will find out who owns the budget at {a} and move the opportunity where it belongs.",
    ],
    [
        "In the comparison that {a} drew up, service time is missing, and it is where we are better.",
        "Give {a} the response times of the last twelve months before they finish the comparison.",
        "I will send {a} our service figures and ask for a line in their comparison.",
    ],
    [
        "You let {a} postpone the visit twice without asking what had come up.",
        "A second postponement is news: ask {a} what has become more important, and whether we can help with that.",
        "I will ring {a} today and ask what took our place on the agenda.",
    ],
];

const CLOSE: &[[&str; 3]] = &[
    [
        "At {a} you offered four per cent before purchasing had asked for anything.",
        "Trade, never give: for each per cent that {a} wants, name the volume or term that pays for it.",
        "I will prepare three trades for {a} and offer none of them first.",
    ],
    [
        "The contract for {a} has been with their lawyers for five weeks; you wait for their mail.",
        "Ask {a} for half an hour with the lawyer and the buyer together, clause by clause.",
        "I will get a date with the lawyer of {a} this week.",
    ],
    [
        "You asked {a} “how does it look?” and got “good”. There is still no signature date.",
        "Work back with {a} from the day the line must run: what has to be signed by when?",
        "I will agree a signing plan with {a}, back from the day of commissioning.",
    ],
    [
        "The frame agreement with {a} was ready, and you left it to them who signs first.",
        "Bring the signed copy to {a} and sit with them until the open question is on the table.",
        "I will take the signed frame agreement to {a} in person.",
    ],
    [
        "When {a} said the board meets in six weeks, you said that is fine.",
        "Ask {a} what the six weeks cost them, and whether somebody may decide a first lot before.",
        "I will propose to {a} a first lot inside the plant manager's own limit.",
    ],
    [
        "For {a} you brought our director to the last meeting, with nothing for him to decide.",
        "Use an executive at {a} for one thing only they can do, and tell them which on the way there.",
        "I will write our director a half-page brief for {a} with the one commitment we need.",
    ],
];

const POST_DEAL: &[[&str; 3]] = &[
    [
        "Three months after delivery nobody has asked {a} whether the readings changed anything.",
        "Measure with {a} what they bought it for, and put the result on one page for their plant head.",
        "I will collect the scrap rate of {a} before and after and take it to the plant head.",
    ],
    [
        "You handled the late spare part for {a} yourself, for two days.",
        "Hand a delivery question of {a} to order management with one sentence, and keep the customer informed.",
        "I will hand open delivery questions of {a} to order management and tell the customer who answers.",
    ],
    [
        "The start-up report for {a} went to the file, not to the people who had doubted us.",
        "Read the start-up report with the doubter at {a}, and ask what is still missing.",
        "I will go through the start-up report with maintenance at {a}.",
    ],
    [
        "The renewal at {a} is due in spring, and the last review was a year ago.",
        "Hold the review with {a} half a year before renewal, with their numbers, not ours.",
        "I will set the yearly review with {a} and ask them for their own figures.",
    ],
    [
        "You wrote to {a} that training is included; eleven operators have not had it.",
        "List what we promised {a} and what is done; show them the list before they ask.",
        "I will send {a} the list of promises with dates for the operator training.",
    ],
];

const TEACH: &[[&str; 3]] = &[
    [
        "At {a} you showed twelve slides on accuracy; the room woke up at the one about rework.",
        "Lead at {a} with what rework costs a plant like theirs, then stop and let them argue.",
        "I will rehearse the rework insight on a colleague before I give it at {a}.",
    ],
    [
        "Your insight for {a} was something they had read themselves.",
        "Look for what {a} gets wrong about its own process; an insight that nobody disputes teaches nothing.",
        "I will compare the drift of their sensors at {a} with two similar plants and bring the gap.",
    ],
    [
        "You told {a} that calibration every six months is usual, and did not say what it hides.",
        "Show {a} the curve between two calibrations, and ask where last year's rejects lie on it.",
        "I will draw the curve between two calibrations for {a} from their own data.",
    ],
    [
        "When the engineer at {a} objected, you agreed and went on.",
        "Stay with the objection at {a}: ask what they have seen, then show the case that surprised us.",
        "I will prepare the case that contradicts the objection of {a} and tell it without slides.",
    ],
    [
        "You ended the insight at {a} with our product; they stopped listening there.",
        "End at {a} with the choice they face. The product is the answer to their next question.",
        "I will end the talk at {a} with the two ways they could go, and wait.",
    ],
];

const TAILOR: &[[&str; 3]] = &[
    [
        "You told the controller of {a} the same story as the engineer.",
        "For finance at {a} begin with cash tied up in stock; for the engineer with downtime. One page each.",
        "I will write one page for finance at {a} and one for engineering.",
    ],
    [
        "The head of quality at {a} is measured by complaints; the word was not in your offer.",
        "Write down what each person at {a} is measured by, and use their word in the first line.",
        "I will ask quality at {a} how their year is judged and change the first line of the offer.",
    ],
    [
        "You said “total cost of ownership” to a shift leader at {a}.",
        "Say at {a} what their shift says: fewer alarms at night, no call on Sunday.",
        "I will bring two quotes from operators at {a} to the next review.",
    ],
    [
        "At {a} you gave the local plant the group's arguments.",
        "Ask the plant at {a} which of the group's goals it will miss, and start there.",
        "I will find out which group target {a} is behind on and begin with it.",
    ],
    [
        "Your reference for {a} was a plant ten times their size.",
        "Choose for {a} a reference that has their troubles: their size, their water, their shifts.",
        "I will find a reference of the size of {a} and arrange a call between the two plants.",
    ],
];

const TAKE_CONTROL: &[[&str; 3]] = &[
    [
        "When the buyer at {a} asked for ten per cent, you said you would see what you can do.",
        "At {a} answer a demand with a question: what would ten per cent change for the project?",
        "I will answer the next demand of {a} with a question and note what they say.",
    ],
    [
        "You did not ask {a} for the budget date, although the plant head sat beside you.",
        "Ask in the room at {a}: by when must the money be requested, and who signs?",
        "I will ask the plant head of {a} for the budget date before the workshop.",
    ],
    [
        "At {a} the silence after your price lasted four seconds, and you filled it with a discount.",
        "Say the price at {a} and count to ten. Whoever speaks first should be them.",
        "I will say the price at {a} once and stay silent.",
    ],
    [
        "The project at {a} is stuck with somebody who cannot decide, and you are being polite.",
        "Tell your contact at {a} openly that you need to see the decision maker, and what is in it for both.",
        "I will tell my contact at {a} that I will write to the managing director, and offer to do it together.",
    ],
    [
        "You accepted the agenda that {a} sent, with five minutes for us at the end.",
        "Send {a} your own agenda two days before, with the decision you expect in the first line.",
        "I will send {a} an agenda with the decision on top.",
    ],
];

const RELATIONSHIP: &[[&str; 3]] = &[
    [
        "At lunch with {a} you heard about the reorganisation and did not ask who moves where.",
        "Keep the map of people at {a} up to date on the day you hear of a change.",
        "I will redraw the map of people at {a} after the reorganisation.",
    ],
    [
        "Everything you know of {a} comes from one person, who retires in the summer.",
        "Have the one who leaves {a} introduce you to two others while they still gladly do.",
        "I will ask for two introductions at {a} before the summer.",
    ],
    [
        "You had not called {a} since the complaint was closed.",
        "Call {a} when there is nothing to sell: ask how it has run since.",
        "I will call {a} once without a reason to sell.",
    ],
    [
        "The new plant manager at {a} got a card from us and no visit.",
        "Visit a new manager at {a} within a month, with a question about their plans and no brochure.",
        "I will visit the new plant manager of {a} and only ask.",
    ],
];

/// What coachees add when they word a commitment themselves.
pub(super) const OWN_WORDS: &[&str] = &[
    "If it slips, I will say so the same day.",
    "I will put the answer into the opportunity.",
    "I do it before Thursday's team call.",
    "I want to try it alone first.",
    "Afterwards I will write down what I would do differently.",
];

/// The questions that a coach prepares, by the skill of the appointment.
pub(super) const fn questions(skill: Skill) -> &'static str {
    match skill {
        Skill::Teach => "What does the customer get wrong about their own process?\nWho would dispute it?\nWhere did they stop listening?",
        Skill::Tailor => "What is each of them measured by?\nWhich word is theirs?\nWhat would you leave out?",
        Skill::TakeControl => {
            "What would they lose by waiting a quarter?\nWho signs if the budget moves?\nWhere will you ask, in the room or before it?"
        }
        Skill::Relationship => "Whom do you not know yet?\nWho speaks well of us when we are not there?",
        Skill::Other => "What went as you planned it?\nWhat would you do again?",
    }
}
