//! Figures as their users get them: what is drawn, and what a failed save leaves behind.

mod cells;
mod drawing;
mod saving;
