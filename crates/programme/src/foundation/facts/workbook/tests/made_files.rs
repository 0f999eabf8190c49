//! Workbooks written byte by byte, so that a test can write wrong ones too.

/// The checksum of ZIP archives.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 };
    !bytes
        .iter()
        .fold(!0_u32, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}

/// One part of an archive, as its directory declares it.
pub(crate) struct Part {
    pub(crate) name: String,
    /// What stands in the archive.
    pub(crate) content: Vec<u8>,
    /// 0 stored, 8 deflated.
    pub(crate) method: u16,
    /// The size it claims to unpack to.
    pub(crate) unpacked: u32,
    pub(crate) crc: u32,
    pub(crate) flags: u16,
}

impl Part {
    pub(crate) fn stored(name: &str, content: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            content: content.to_vec(),
            method: 0,
            unpacked: u32::try_from(content.len()).unwrap(),
            crc: crc32(content),
            flags: 0,
        }
    }

    pub(crate) fn deflated(name: &str, content: &[u8]) -> Self {
        use std::io::Write;
        let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(content).unwrap();
        Self {
            content: packer.finish().unwrap(),
            method: 8,
            ..Self::stored(name, content)
        }
    }
}

/// An archive with its directory.
pub(crate) fn archive(parts: &[Part]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for part in parts {
        let at = u32::try_from(out.len()).unwrap();
        let name = u16::try_from(part.name.len()).unwrap();
        let packed = u32::try_from(part.content.len()).unwrap();
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        common.extend(part.flags.to_le_bytes());
        common.extend(part.method.to_le_bytes());
        common.extend([0; 4]);
        common.extend(part.crc.to_le_bytes());
        common.extend(packed.to_le_bytes());
        common.extend(part.unpacked.to_le_bytes());
        common.extend(name.to_le_bytes());
        common.extend([0; 2]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(part.name.as_bytes());
        out.extend(&part.content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(part.name.as_bytes());
    }
    let (at, size) = (u32::try_from(out.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    let count = u16::try_from(parts.len()).unwrap_or(u16::MAX);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0; 2]);
    out
}

const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
/// Style 1 is a day.
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

/// The parts of a workbook around the rows of its one sheet.
pub(crate) fn parts(rows: &str) -> Vec<Part> {
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    vec![
        Part::stored("[Content_Types].xml", b"<Types/>"),
        Part::stored("_rels/.rels", ROOT.as_bytes()),
        Part::stored("xl/workbook.xml", WORKBOOK.as_bytes()),
        Part::stored("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        Part::stored("xl/styles.xml", STYLES.as_bytes()),
        Part::deflated("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ]
}

/// A workbook of one sheet. Cells by column: `=1` a number, `@1` a day by its serial, `!` an error, anything else text.
pub(crate) fn workbook(lines: &[&str]) -> Vec<u8> {
    let mut rows = String::new();
    for (row, line) in (1..).zip(lines) {
        rows.push_str(&format!("<row r=\"{row}\">"));
        for (column, text) in ('A'..).zip(line.split('|')) {
            let at = format!("{column}{row}");
            rows.push_str(&match text.chars().next() {
                None => String::new(),
                Some('=') => format!("<c r=\"{at}\"><v>{}</v></c>", &text[1..]),
                Some('@') => format!("<c r=\"{at}\" s=\"1\"><v>{}</v></c>", &text[1..]),
                Some('!') => format!("<c r=\"{at}\" t=\"e\"><v>{}</v></c>", &text[1..]),
                Some(_) => format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
            });
        }
        rows.push_str("</row>");
    }
    archive(&parts(&rows))
}
