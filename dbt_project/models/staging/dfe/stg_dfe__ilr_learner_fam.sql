select
    extract_id,
    coverage,
    source_row,
    record_key,
    left(coverage, 7) as academic_year,
    fam_type,
    fam_code
from {{ source('records', 'dfe__ilr__learner_fam') }}
