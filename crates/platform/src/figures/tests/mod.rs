//! A figure is read only by whoever may, and only inside their scope.

mod kept;

use super::{About, Figure, Subject, read};
use crate::access::{Grant, Permission, Reach, Role, Viewer};
use crate::chapter::{Book, Chapter};
use crate::testing::TestProgramme;
use vocabulary::{Cell, Explained, PersonId, Trace};

const SEE: Permission = Permission::new("weights.see");
const FIGURES: &[Figure] = &[Figure {
    name: "weights.total",
    title: "weights.title",
    subject: |_, _| Box::pin(async { Ok("Ada".to_owned()) }),
    period: crate::figures::no_period,
    about: About::Person,
    unit: "count",
    formula: "weights.formula",
    rule: "R-TEST-1",
    needs: SEE,
    compute: |_, _, subject| {
        Box::pin(async move {
            Ok(Explained::known(
                Cell::Count(7),
                Trace::new(format!("weight of {}", subject.id), Cell::Count(7)),
            ))
        })
    },
    closed: None,
    kept: None,
}];
const CHAPTER: Chapter = Chapter {
    word: "weights",
    migrations: &[],
    texts: "[weights]\ntitle = \"Weight\"\nformula = \"seven\"",
    grants: &[Grant {
        permission: SEE,
        to: &[(Role::Kam, Reach::Own), (Role::KaDirector, Reach::All)],
    }],
    places: &[],
    figures: FIGURES,
    api: |api| api,
    routes: |routes| routes,
};

fn book() -> Book {
    Book::new(&[CHAPTER], |_, _| Box::pin(async { Ok(crate::access::Circle::default()) }))
}

fn person(number: u64) -> PersonId {
    PersonId::parse(&format!("00000000-0000-0000-0000-{number:012}")).unwrap()
}

async fn asked(programme: &TestProgramme, viewer: &Viewer, name: &str, id: &str) -> String {
    let mut tx = programme.read().await;
    let subject = Subject {
        id: id.to_owned(),
        period: String::new(),
    };
    match read(&mut tx, &programme.app.book, viewer, name, &subject).await {
        Ok(value) => format!("{:?}", value.value),
        Err(error) => error.code().to_owned(),
    }
}

#[tokio::test]
async fn a_figure_is_read_inside_the_scope_and_hidden_outside_it() {
    let programme = TestProgramme::new(book()).await;
    let own = programme.viewer_as(Role::Kam, person(1)).await;
    let director = programme.viewer(Role::KaDirector);
    let nobody = programme.viewer(Role::CrmOwner);
    let (one, two) = (person(1).to_string(), person(2).to_string());
    assert_eq!(asked(&programme, &own, "weights.total", &one).await, "Ok(Count(7))");
    assert_eq!(asked(&programme, &own, "weights.total", &two).await, "not_found");
    assert_eq!(asked(&programme, &director, "weights.total", &two).await, "Ok(Count(7))");
    assert_eq!(asked(&programme, &nobody, "weights.total", &one).await, "forbidden");
    assert_eq!(asked(&programme, &director, "weights.none", &one).await, "not_found");
    assert_eq!(asked(&programme, &director, "weights.total", "' or 1=1").await, "not_found");
}
