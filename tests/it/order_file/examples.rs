//! The examples that the project carries.

use super::*;

#[test]
fn project_is_one_cloud_item() {
    let project = monthly_item("cloud", "project.2018", &[("description", "My project")]);
    let mut order = OrderFile::new(vec![project]);
    order.ovh_subsidiary = Some("FR".into());
    order.description = Some("first project".to_owned());
    assert_eq!(
        OrderFile::read(root("examples/project.yaml")).unwrap(),
        order
    );
}

#[test]
fn vps_has_the_labels_of_its_plan() {
    let labels = [("vps_datacenter", "GRA"), ("vps_os", "Debian 13")];
    let mut order = OrderFile::new(vec![monthly_item("vps", "vps-2025-model1", &labels)]);
    order.ovh_subsidiary = Some("FR".into());
    order.description = Some("one vps".to_owned());
    assert_eq!(OrderFile::read(root("examples/vps.yaml")).unwrap(), order);
}

#[test]
fn eco_has_its_three_mandatory_options() {
    let labels = [
        ("dedicated_datacenter", "gra"),
        ("dedicated_os", "none_64.en"),
        ("region", "europe"),
    ];
    let mut server = monthly_item("eco", "24sk10", &labels);
    server.options = vec![
        monthly("ram-32g-ecc-2133-24sk10"),
        monthly("softraid-2x480ssd-24sk10"),
        monthly("bandwidth-300-24sk"),
    ];
    let mut order = OrderFile::new(vec![server]);
    order.ovh_subsidiary = Some("FR".into());
    order.description = Some("one eco server".to_owned());
    assert_eq!(OrderFile::read(root("examples/eco.yaml")).unwrap(), order);
}

#[test]
fn every_example_matches_the_schema_and_reads_back_from_its_json() {
    let schema = jsonschema::validator_for(&json_schema()).unwrap();
    for name in ["project", "vps", "eco", "domain", "option"] {
        let order = OrderFile::read(root(&format!("examples/{name}.yaml"))).unwrap();
        let json = serde_json::to_value(&order).unwrap();
        let errors: Vec<_> = schema.iter_errors(&json).map(|e| e.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
        assert_eq!(
            OrderFile::parse(&json.to_string()).unwrap(),
            order,
            "{name}"
        );
        assert_eq!(
            serde_json::from_value::<OrderFile>(json).unwrap(),
            order,
            "{name}"
        );
    }
}
