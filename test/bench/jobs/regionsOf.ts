// The regions of the places, each the location of one account.
const regions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'eu-west-1',
  'eu-west-2',
  'eu-central-1',
  'ap-south-1',
  'ap-northeast-1',
  'ca-central-1',
];

export const regionsOf = (places: number): readonly string[] => regions.slice(0, places);
