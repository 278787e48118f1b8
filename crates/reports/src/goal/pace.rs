//! How a goal stands: what there is, what there should be by now, where it leads. Pure arithmetic.
//!
//! What adds up (counts, sums) should have come in evenly: after a share `s` of the period there should be `target · s`,
//! and in the end there will be `now ÷ s`. What does not add up (shares, means) is where
//! it is: it is compared with the target itself and expected to stay.

/// Which side of the target is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// As much as the target, or more.
    AtLeast,
    /// As little as the target, or less.
    AtMost,
}

impl Aim {
    /// By its name.
    pub fn parse(name: &str) -> Self {
        if name == "at_most" { Self::AtMost } else { Self::AtLeast }
    }

    /// Whether a number is good enough.
    fn holds(self, number: f64, target: f64) -> bool {
        // A hundredth of a cent is no reason to miss a goal.
        let slack = target.abs() * 1e-9;
        match self {
            Self::AtLeast => number >= target - slack,
            Self::AtMost => number <= target + slack,
        }
    }
}

/// In which state a goal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its period has not begun.
    Waiting,
    /// There is nothing to tell it from yet.
    Unknown,
    /// On the way there.
    OnTrack,
    /// Not on the way there.
    Behind,
    /// The target is reached; of what may still get worse only once the period is over.
    Reached,
    /// The period is over without it, or it cannot be reached any more.
    Missed,
}

impl State {
    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Unknown => "unknown",
            Self::OnTrack => "on_track",
            Self::Behind => "behind",
            Self::Reached => "reached",
            Self::Missed => "missed",
        }
    }
}

/// How a goal stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// What there is; nothing where there are no records to take it from.
    pub now: Option<f64>,
    /// What there should be in the end; nothing where it is a change of what is not known or nothing.
    pub target: Option<f64>,
    /// What there should be by now.
    pub due: Option<f64>,
    /// What it comes to in the end, if it goes on like this.
    pub forecast: Option<f64>,
    /// In which state it is.
    pub state: State,
}

/// What is known of a goal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// What there is.
    pub now: Option<f64>,
    /// What there should be in the end, where that is known.
    pub target: Option<f64>,
    /// Which side of it is good.
    pub aim: Aim,
    /// It adds up over the period.
    pub adds_up: bool,
    /// How much of the period has gone by, from 0 to 1.
    pub gone: f64,
}

/// How a goal stands.
pub fn standing(known: Known) -> Standing {
    let Known { now, target, aim, adds_up, gone } = known;
    let due = target.map(|target| if adds_up { target * gone } else { target });
    let forecast = match now {
        Some(now) if adds_up && gone > 0.0 => Some(now / gone),
        Some(now) if !adds_up => Some(now),
        _ => None,
    };
    let over = gone >= 1.0;
    let Some(target) = target else {
        let state = if gone <= 0.0 { State::Waiting } else { State::Unknown };
        return Standing { now, target, due, forecast, state };
    };
    let state = match now {
        _ if gone <= 0.0 => State::Waiting,
        None if over => State::Missed,
        None => State::Unknown,
        Some(now) if over => {
            if aim.holds(now, target) {
                State::Reached
            } else {
                State::Missed
            }
        }
        // What adds up and should be much only grows; what should be little is lost once it is exceeded.
        Some(now) if adds_up && aim == Aim::AtLeast && aim.holds(now, target) => State::Reached,
        Some(now) if adds_up && aim == Aim::AtMost && !aim.holds(now, target) => State::Missed,
        Some(_) if forecast.is_some_and(|f| aim.holds(f, target)) => State::OnTrack,
        Some(_) => State::Behind,
    };
    Standing { now, target: Some(target), due, forecast, state }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(now: f64, target: f64, aim: Aim, adds_up: bool, gone: f64) -> Standing {
        standing(Known { now: Some(now), target: Some(target), aim, adds_up, gone })
    }

    #[test]
    fn what_adds_up_should_come_in_evenly() {
        let half = at(40.0, 100.0, Aim::AtLeast, true, 0.5);
        assert_eq!((half.due, half.forecast, half.state), (Some(50.0), Some(80.0), State::Behind));
        assert_eq!(at(55.0, 100.0, Aim::AtLeast, true, 0.5).state, State::OnTrack);
        assert_eq!(at(100.0, 100.0, Aim::AtLeast, true, 0.5).state, State::Reached);
        assert_eq!(at(99.0, 100.0, Aim::AtLeast, true, 1.0).state, State::Missed);
    }

    #[test]
    fn what_does_not_add_up_is_where_it_is() {
        let share = at(0.38, 0.40, Aim::AtLeast, false, 0.5);
        assert_eq!((share.due, share.forecast, share.state), (Some(0.40), Some(0.38), State::Behind));
        assert_eq!(at(0.41, 0.40, Aim::AtLeast, false, 0.5).state, State::OnTrack, "it may still get worse");
        assert_eq!(at(0.41, 0.40, Aim::AtLeast, false, 1.0).state, State::Reached);
    }

    #[test]
    fn what_should_be_little_is_missed_once_it_is_exceeded() {
        assert_eq!(at(90.0, 120.0, Aim::AtMost, false, 0.5).state, State::OnTrack);
        assert_eq!(at(150.0, 120.0, Aim::AtMost, false, 0.5).state, State::Behind);
        assert_eq!(at(11.0, 10.0, Aim::AtMost, true, 0.2).state, State::Missed);
        assert_eq!(at(4.0, 10.0, Aim::AtMost, true, 0.2).state, State::Behind, "twenty at this pace");
    }

    #[test]
    fn before_the_first_day_and_without_records_nothing_is_said() {
        assert_eq!(at(0.0, 10.0, Aim::AtLeast, true, 0.0).state, State::Waiting);
        let known = Known { now: None, target: Some(1.0), aim: Aim::AtLeast, adds_up: false, gone: 0.5 };
        let nothing = standing(known);
        assert_eq!((nothing.state, nothing.forecast), (State::Unknown, None));
        let change_of_nothing = standing(Known { now: Some(5.0), target: None, adds_up: true, ..known });
        assert_eq!((change_of_nothing.state, change_of_nothing.due), (State::Unknown, None));
    }
}
