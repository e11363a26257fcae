//! Series freed of what each step owes to the ones before: by differences, or by an autoregression.

mod autoregression;
mod difference;
mod prewhitened;

pub use autoregression::Autoregression;
pub use difference::difference;
pub use prewhitened::{Prewhitened, prewhiten};
