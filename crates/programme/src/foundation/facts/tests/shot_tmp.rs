//! Temporary.
use platform::access::Role;
use platform::testing::TestProgramme;
fn save(name: &str, body: &str) {
    let css = platform::look::assets::path_of("mainstay.css");
    let js = platform::look::assets::path_of("mainstay.js");
    let body = body.replace(css, "mainstay.css").replace(js, "mainstay.js");
    std::fs::write(format!("/tmp/wf/shot/{name}.html"), body).unwrap();
}
#[tokio::test]
async fn shots() {
    std::fs::create_dir_all("/tmp/wf/shot").unwrap();
    for asset in platform::look::assets::all() {
        let name = asset.path.rsplit('/').next().unwrap();
        std::fs::write(format!("/tmp/wf/shot/{name}"), asset.bytes).unwrap();
    }
    let programme = TestProgramme::new(crate::book()).await;
    let mut admin = programme.sign_in("ann", &[Role::Administrator], None).await;
    save("empty", &admin.get("/facts").await.body);
    save("import", &admin.get("/facts/import").await.body);
    let bad = "source,document,line,date,account,seller,amount,currency\nsap,1001,,2026-01-05,A1,P1,100.50,EUR\nsap,1002,,2026-02-30,A2,P1,-20.25,EUR\n=cmd(),1003,,2026-01-07,A1,,abc,USD\n";
    let sent = super::try_files(&mut admin, &[("orders.csv", bad.as_bytes()), ("sheet.xlsx", b"PK\x03\x04"), ("accounts.csv", b"reference,name\nA1,Nordwind\n")]).await;
    save("bad", &admin.get(&sent.location).await.body);
    let files = super::sample::files().unwrap();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    let sent = super::try_files(&mut admin, &files).await;
    let page = admin.get(&sent.location).await;
    save("tried", &page.body);
    admin.post(&format!("{}/keeping", sent.location), &[("csrf", page.csrf())]).await;
    save("done", &admin.get(&sent.location).await.body);
    save("facts", &admin.get("/facts").await.body);
}
