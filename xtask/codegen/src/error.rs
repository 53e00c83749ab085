//! What can go wrong between a description and the code generated from it.

/// A description that cannot be converted, or a document that cannot be generated from.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text is not the JSON that was expected.
    #[error("{what} is not valid")]
    Json {
        /// The document that was read.
        what: String,
        /// Where it stops being valid.
        source: serde_json::Error,
    },
    /// A type that neither the native form's primitives nor the document's models know.
    #[error("unknown type `{name}` in {place}")]
    UnknownType {
        /// The type as it is written.
        name: String,
        /// The operation, model or property that uses it.
        place: String,
    },
    /// Two items would get the same Rust name.
    #[error(
        "`{first}` and `{second}` would both be named `{name}`: add one of them to the chosen names"
    )]
    Collision {
        /// The Rust name.
        name: String,
        /// The item that took the name first.
        first: String,
        /// The item that wants it too.
        second: String,
    },
    /// A model of one kind in one description and of another in the next.
    #[error(
        "model {model} is of another kind in {section} of {region}: give one of them another name"
    )]
    Conflict {
        /// The model.
        model: String,
        /// Path of the section that differs.
        section: String,
        /// The region that differs.
        region: String,
    },
    /// A secret that is no longer described under its name.
    #[error("a secret is not described any more: {what}; {mend}")]
    LostSecret {
        /// Which one, and where.
        what: String,
        /// What to do.
        mend: &'static str,
    },
    /// The document lacks something that generation needs.
    #[error("{place}: {what}")]
    Document {
        /// Where in the document.
        place: String,
        /// What is missing or unusable.
        what: String,
    },
    /// The generator refused the document, or its output is not what it was.
    #[error("the generator cannot be used on the document: {0}")]
    Generator(String),
}

/// Short for a result of this crate.
pub type Result<T> = std::result::Result<T, Error>;
