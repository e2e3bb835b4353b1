//! The marked region, for `fairlane trace`.
use crate::model::Loaded;
use libloading::{Library, Symbol};
use std::env;

const WARM_UPS: usize = 20;

type Mark = unsafe extern "C" fn();

pub fn enter(loaded: &Loaded) -> Result<(), String> {
    let path = env::var_os("FAIRLANE_REGION")
        .filter(|path| !path.is_empty())
        .ok_or("FAIRLANE_REGION is not set: it names libfairlane_region")?;
    let fail = |error: libloading::Error| error.to_string();
    // SAFETY: the library has nothing to initialise, and its three functions take and return nothing.
    unsafe {
        let library = Library::new(path).map_err(fail)?;
        let begin: Symbol<Mark> = library.get(b"fl_region_begin\0").map_err(fail)?;
        let begin_empty: Symbol<Mark> = library.get(b"fl_region_begin_empty\0").map_err(fail)?;
        let end: Symbol<Mark> = library.get(b"fl_region_end\0").map_err(fail)?;
        for _ in 0..WARM_UPS {
            loaded.infer();
        }
        for _ in 0..2 {
            begin_empty();
            end();
        }
        begin();
        loaded.infer();
        end();
    }
    Ok(())
}
