rope --wash --cold
